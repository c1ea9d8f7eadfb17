import type { Attempt } from './ddmin.ts'

/** Anything that is done by somebody. */
interface Acted {
  readonly actor: string
}

/** The number of times another actor goes on than the one that went before. */
export function contextSwitches(items: readonly Acted[]): number {
  return items.filter(({ actor }, at) => at > 0 && actor !== items[at - 1].actor).length
}

/** Where each uninterrupted run of one actor begins; one more entry closes the last. */
function runsOf(items: readonly Acted[]): readonly number[] {
  const begins = items.flatMap(({ actor }, at) => (at === 0 || actor !== items[at - 1].actor ? [at] : []))
  return [...begins, items.length]
}

/**
 * Merges runs of one actor by moving a later one up to an earlier one, or the other way round, past all that lies between
 * them: where the steps in between are independent of it, nothing else changes (Mazurkiewicz 1977). Yields after each attempt.
 */
export function* mergeRuns<T extends Acted>(items: readonly T[], attempt: Attempt<T>): Generator<void, readonly T[]> {
  let kept = items
  for (let merged = true; merged; ) {
    merged = false
    for (const candidate of merges(kept)) {
      const better = attempt(candidate)
      yield
      if (better === undefined || contextSwitches(better) >= contextSwitches(kept)) continue
      kept = better
      merged = true
      break
    }
  }
  return kept
}

/** The ways to merge one run with the nearest later one of the same actor. */
function* merges<T extends Acted>(items: readonly T[]): Generator<readonly T[]> {
  const runs = runsOf(items)
  for (let first = 0; first < runs.length - 1; first++) {
    const { actor } = items[runs[first]]
    const second = runs.findIndex((begin, run) => run > first && items[begin]?.actor === actor)
    if (second < 0) continue
    const [a, b, c, d] = [runs[first], runs[first + 1], runs[second], runs[second + 1]]
    const parts = [items.slice(0, a), items.slice(a, b), items.slice(b, c), items.slice(c, d), items.slice(d)]
    const [before, one, between, other, after] = parts
    yield [...before, ...one, ...other, ...between, ...after]
    yield [...before, ...between, ...one, ...other, ...after]
  }
}
