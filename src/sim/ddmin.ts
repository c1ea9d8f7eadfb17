/**
 * Runs a candidate: what of it was needed to fail, no longer than what was asked; `undefined` when it does not fail, or when
 * the bound on the work is reached.
 */
export type Attempt<T> = (candidate: readonly T[]) => readonly T[] | undefined

/**
 * Delta debugging (Zeller and Hildebrandt 2002, "Simplifying and isolating failure-inducing input"): leaves out ever smaller
 * chunks, until no single item can be left out. Yields after each attempt.
 *
 * Deviations: only complements are tried, not chunks alone, for a schedule begins at the initial state; chunks are left out
 * from the end, for late steps seldom enable early ones; an attempt may come back with less than it was given.
 */
export function* ddmin<T>(items: readonly T[], attempt: Attempt<T>): Generator<void, readonly T[]> {
  let kept = items
  let size = Math.ceil(kept.length / 2)
  while (kept.length > 0) {
    const before = kept.length
    for (let end = kept.length; end > 0; end = Math.min(end - size, kept.length)) {
      kept = attempt([...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)]) ?? kept
      yield
    }
    if (size === 1 && kept.length === before) break
    size = Math.max(1, Math.floor(Math.min(size, kept.length) / 2))
  }
  return kept
}
