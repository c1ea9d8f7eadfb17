import type { CountName, Observation } from './observation.ts'
import type { Tally } from './sight.ts'
import { CONCURRENT_ENTRY, WRONG_SELF } from './sight.ts'

/** What an execution may come to, from the best to the worst. */
export type Fate = 'ok' | 'wrong answer' | 'error-reply' | 'hang' | 'no server' | 'race'

/** One way in which executions of the model end. */
export interface ModelEnd {
  readonly tally: Tally
  readonly marks: number
}

/** What the model says of an observation. */
export interface Judgement {
  /** What it forbids of what was seen; none: the observation is allowed. */
  readonly forbidden: readonly string[]
  /** What it allows, and what of that is bad and was not seen. */
  readonly fates: readonly Fate[]
  readonly missed: readonly Fate[]
}

const FATES: readonly Fate[] = ['ok', 'wrong answer', 'error-reply', 'hang', 'no server', 'race']
const KINDS: readonly CountName[] = ['ok', 'hang', 'error_reply', 'no_server', 'gave_up_on_purpose']

/** What an end comes to. */
export function fatesOf({ tally, marks }: ModelEnd): readonly Fate[] {
  const bad: Fate[] = []
  if (tally.wrong > 0) bad.push('wrong answer')
  if (tally.error_reply > tally.wrong || tally.root === 'error') bad.push('error-reply')
  if (tally.hang > 0 || tally.root === 'hang') bad.push('hang')
  if (tally.no_server > 0 || tally.root === 'dead') bad.push('no server')
  if (marks !== 0) bad.push('race')
  return bad.length === 0 ? ['ok'] : bad
}

/** Whether a count of the model's requests can stand for one of the row's, which may be more: then none, some or all. */
function standsFor(modelled: number, seen: number, all: number, requests: number): boolean {
  if (all === requests) return modelled === seen
  if (seen === 0) return modelled === 0
  return seen === requests ? modelled === all : modelled > 0
}

const NAMES: Readonly<Record<CountName, string>> = {
  ok: 'ok',
  hang: 'hang',
  error_reply: 'error reply',
  no_server: 'no server',
  gave_up_on_purpose: 'gave up on purpose',
}

/** What was seen, as fates. */
function seenFates(seen: Observation): readonly Fate[] {
  const { counts, rootAfter } = seen
  const bad: Fate[] = []
  if (counts.error_reply[1] > 0 || rootAfter.includes('error')) bad.push('error-reply', 'wrong answer')
  if (counts.hang[1] > 0 || rootAfter.includes('hang')) bad.push('hang')
  if (counts.no_server[1] > 0 || rootAfter.includes('dead')) bad.push('no server')
  if (seen.concurrentEntry[1] + seen.wrongSelf[1] > 0) bad.push('race')
  return bad
}

function allows(end: ModelEnd, kind: CountName, count: number, all: number, { requests }: Observation): boolean {
  return standsFor(end.tally[kind], count, all, requests)
}

/**
 * The kinds that must be possible together: all of them. But k requests of the model, standing for more, cannot come to
 * more than k kinds of end at once: then every k of those that were seen, with the absence of those that were not.
 */
function groupsOf(kinds: readonly CountName[], { counts, requests }: Observation, all: number): readonly CountName[][] {
  const present = kinds.filter((kind) => counts[kind][0] > 0)
  const absent = kinds.filter((kind) => counts[kind][0] === 0)
  if (all === requests || present.length <= all) return [[...kinds]]
  return subsets(present, all).map((some) => [...some, ...absent])
}

function subsets<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]]
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]))
}

/** What no end shows of the counts of a row and of the `/` afterwards. */
function unseenCounts(seen: Observation, ends: readonly ModelEnd[], all: number): readonly string[] {
  const { counts, requests, rootAfter } = seen
  const alone = KINDS.flatMap((kind) =>
    [...new Set(counts[kind])]
      .filter((count) => !ends.some((end) => allows(end, kind, count, all, seen)))
      .map((count) => `${NAMES[kind]}: ${count} of ${requests}`),
  )
  if (alone.length > 0) return alone
  const constant = KINDS.filter((kind) => counts[kind][0] === counts[kind][1])
  const shown = (kinds: readonly CountName[]): readonly ModelEnd[] =>
    ends.filter((end) => kinds.every((kind) => allows(end, kind, counts[kind][0], all, seen)))
  const groups = groupsOf(constant, seen, all)
  const missing = groups.filter((kinds) => shown(kinds).length === 0)
  if (missing.length > 0) {
    return missing.map((kinds) => kinds.map((kind) => `${NAMES[kind]}: ${counts[kind][0]}`).join(' with '))
  }
  return rootAfter
    .filter((root) => !groups.flatMap(shown).some(({ tally }) => tally.root === root))
    .map((root) => `/ afterwards: ${root}`)
}

/** What the detector saw and the model does not show. */
function unseenRaces({ concurrentEntry, wrongSelf }: Observation, ends: readonly ModelEnd[]): readonly string[] {
  const marked = ends.reduce((marks, end) => marks | end.marks, 0)
  return [
    ...(concurrentEntry[1] > 0 && (marked & CONCURRENT_ENTRY) === 0 ? ['concurrent entry'] : []),
    ...(wrongSelf[1] > 0 && (marked & WRONG_SELF) === 0 ? ['wrong self'] : []),
  ]
}

/**
 * Judges an observation by all ends of the model. Where the detector saw nothing, only executions count in which there is
 * nothing to see. Each count must be possible, and all that were the same in every run must be so together.
 *
 * @param all how many requests the model's clients make.
 */
export function judge(seen: Observation, ends: readonly ModelEnd[], all: number): Judgement {
  const quiet = seen.concurrentEntry[1] === 0 && seen.wrongSelf[1] === 0
  const possible = quiet ? ends.filter(({ marks }) => marks === 0) : ends
  const counts = possible.length === 0 ? ['an execution without a race'] : unseenCounts(seen, possible, all)
  const fates = FATES.filter((fate) => ends.some((end) => fatesOf(end).includes(fate)))
  const known = seenFates(seen)
  return {
    forbidden: [...counts, ...unseenRaces(seen, ends)],
    fates,
    missed: fates.filter((fate) => fate !== 'ok' && !known.includes(fate)),
  }
}
