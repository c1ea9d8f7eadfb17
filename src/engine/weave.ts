/** An item of an uncounted field. */
export interface Token {
  readonly value: unknown
  /** Equal for items that no machine can tell apart. */
  readonly key: string
  /** The copy that it names; -1 when none. */
  readonly copy: number
  /** Whether it names no other copy besides. */
  readonly alone: boolean
  /** Whether it stands for one or more copies that are left out. */
  readonly others: boolean
}

/** Whose items are only in the one list, and whose only in the other one. */
interface Weaving {
  readonly first: number
  readonly second: number
  /** An array; in a Set there is no order, and each item is there once. */
  readonly ordered: boolean
  /** An item as it looks when its copy is left out. */
  readonly leftOut: (token: Token) => Token
}

/** All lists that look like `ours` when the copy `second` is left out, and like `theirs` when `first` is. */
export function weave(
  ours: readonly Token[],
  theirs: readonly Token[],
  weaving: Weaving,
): readonly (readonly Token[])[] {
  return weaving.ordered ? weaveLists(ours, theirs, weaving) : weaveSets(ours, theirs, weaving)
}

/**
 * Goes through both lists together. A run of others in one of them may hide items of the other one: such an item either
 * begins the run or belongs to the one just passed.
 */
function weaveLists(
  ours: readonly Token[],
  theirs: readonly Token[],
  { first, second, leftOut }: Weaving,
): readonly (readonly Token[])[] {
  const all: (readonly Token[])[] = []
  const open: { readonly p: number; readonly q: number; readonly woven: readonly Token[] }[] = [
    { p: 0, q: 0, woven: [] },
  ]
  for (const { p, q, woven } of open) {
    if (p === ours.length && q === theirs.length) all.push(woven)
    // An item of either list, or of a run of others that one of them has just begun.
    const next = distinct([ours[p], theirs[q], ours[p - 1], theirs[q - 1]])
    for (const token of next.filter(({ key, others }) => !others || woven.at(-1)?.key !== key)) {
      const further = passes(theirs, q, token.copy === first ? leftOut(token) : token)
      const on = passes(ours, p, token.copy === second ? leftOut(token) : token)
      open.push(...on.flatMap((p) => further.map((q) => ({ p, q, woven: [...woven, token] }))))
    }
  }
  return all
}

/** Where a list may go on after an item that looks like this in it. */
function passes(list: readonly Token[], place: number, look: Token): readonly number[] {
  return [
    ...(list[place]?.key === look.key ? [place + 1] : []),
    ...(look.others && list[place - 1]?.key === look.key ? [place] : []),
  ]
}

function weaveSets(
  ours: readonly Token[],
  theirs: readonly Token[],
  { first, second, leftOut }: Weaving,
): readonly (readonly Token[])[] {
  const tokens = distinct([...ours, ...theirs])
  const known = tokens.filter(({ others }) => !others)
  const open = tokens.filter(({ others }) => others)
  const looks = (set: readonly Token[], copy: number): string =>
    namesOf(set.map((each) => (each.copy === copy ? leftOut(each) : each)))
  return subsets(open)
    .map((some) => [...known, ...some])
    .filter((set) => looks(set, second) === namesOf(ours) && looks(set, first) === namesOf(theirs))
}

function namesOf(set: readonly Token[]): string {
  return [...new Set(set.map(({ key }) => key))].sort().join()
}

function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  const [first, ...rest] = items
  return items.length === 0 ? [[]] : subsets(rest).flatMap((some) => [some, [first, ...some]])
}

function distinct(tokens: readonly (Token | undefined)[]): readonly Token[] {
  const known = new Map(tokens.flatMap((token) => (token === undefined ? [] : [[token.key, token] as const])))
  return [...known.values()]
}
