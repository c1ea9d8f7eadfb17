/**
 * What was seen of the miniature (`observed.json`, rows of its runs with real threads), the model must allow.
 *
 * Scaling. `seq` is one client with the miniature's eight requests, to the letter, and its counts are compared exactly.
 * In the concurrent loads two clients stand for eight (or for the 160 of `stress`): `conc8-simple` is two plain requests,
 * `conc4-mixed` a plain and a kernel one, `conc8-kernel` and `stress` two kernel ones. A count is then only compared with
 * none and with all: "never", "always" and "sometimes". The request for `/` that the driver makes afterwards follows the
 * first client's own. Switch points (`--preempt`, `--window`) only make likely what the model always allows.
 *
 * curl's `--max-time` fires under the urgent clock, so only when nothing else can move: a hang is a real one.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SystemState } from '../../src/engine/state.ts'
import type { DesignName, HypothesisName } from '../../src/model/designs.ts'
import { designs, hypotheses } from '../../src/model/designs.ts'
import type { Result, Route } from '../../src/model/routes.ts'
import { sxServer } from '../../src/model/server.ts'
import { explore } from './explore.ts'

/** A count that was the same in all runs of a row, or its least and greatest. */
type Count = number | readonly [number, number]

interface Row {
  readonly scenario: string
  readonly load: keyof typeof loads
  readonly flags: string
  readonly requests: number
  readonly ok: Count
  readonly hang: Count
  readonly error_reply: Count
  readonly root_after: string
  readonly violation_kinds: { readonly concurrent_entry: Count; readonly wrong_self: Count }
}

const rows: readonly Row[] = JSON.parse(readFileSync(new URL('observed.json', import.meta.url), 'utf8'))

const loads = {
  seq: [['simple', 'simple', 'simple', 'simple', 'kernel', 'simple', 'actor', 'kernel']],
  'conc8-simple': [['simple'], ['simple']],
  'conc4-mixed': [['simple'], ['kernel']],
  'conc8-kernel': [['kernel'], ['kernel']],
  stress: [['kernel'], ['kernel']],
} as const satisfies Readonly<Record<string, readonly (readonly Route[])[]>>

/** How an execution ended. */
interface End {
  readonly ok: number
  readonly hang: number
  readonly error_reply: number
  readonly root: Result
}

interface Outcomes {
  /** Of all executions, and of those in which the detector sees nothing. */
  readonly ends: readonly End[]
  readonly calm: readonly End[]
  readonly concurrent: boolean
  readonly wrongSelf: boolean
}

const least = (count: Count): number => (typeof count === 'number' ? count : count[0])
const most = (count: Count): number => (typeof count === 'number' ? count : count[1])

const concurrentEntry = (state: SystemState): boolean =>
  state.actors().filter((actor) => actor.hasTag('in-runtime')).length > 1
const wrongSelf = (state: SystemState): boolean =>
  state.actors().some(({ context }) => (context?.astray ?? null) !== null)

function endOf(state: SystemState): End | undefined {
  const curls = state.actors().filter(({ name }) => name.startsWith('curl#'))
  if (curls.some(({ status }) => status !== 'done')) return undefined
  const [first, ...others] = curls.map(({ output }) => output as readonly Result[])
  const results = [...first.slice(0, -1), ...others.flat()]
  const count = (result: Result): number => results.filter((each) => each === result).length
  return { ok: count('ok'), hang: count('hang'), error_reply: count('error'), root: first.at(-1) as Result }
}

function outcomesOf(design: DesignName, hypothesis: HypothesisName, load: Row['load']): Outcomes {
  const [first, ...others]: readonly (readonly Route[])[] = loads[load]
  const server = sxServer({ design, hypothesis, clients: [[...first, 'simple'], ...others], maxTime: 5000 })
  const ends = new Map<string, End>()
  const calm = new Map<string, End>()
  const seen = { concurrent: false, wrongSelf: false }
  const note = (into: Map<string, End>) => (state: SystemState) => {
    const end = endOf(state)
    if (end !== undefined) into.set(JSON.stringify(end), end)
    seen.concurrent ||= concurrentEntry(state)
    seen.wrongSelf ||= wrongSelf(state)
  }
  const over = (state: SystemState): boolean => endOf(state) !== undefined
  const violates = (state: SystemState): boolean => concurrentEntry(state) || wrongSelf(state)
  explore(server, note(ends), { clock: 'urgent', until: over })
  explore(server, note(calm), { clock: 'urgent', until: (state) => over(state) || violates(state) })
  return { ends: [...ends.values()], calm: [...calm.values()], ...seen }
}

const known = new Map<string, Outcomes>()

function outcomes(row: Row): Outcomes {
  const variant = /--variant (\S+)/.exec(row.flags)?.[1]
  const runner = /--runner (\S+)/.exec(row.flags)?.[1] ?? 'thread'
  const design = Object.entries(designs).find((entry) => entry[1].variant === variant)?.[0] as DesignName
  const hypothesis = Object.entries(hypotheses).find((entry) => entry[1].runner === runner)?.[0] as HypothesisName
  const key = `${design}/${hypothesis}/${loads[row.load].join()}`
  const found = known.get(key) ?? outcomesOf(design, hypothesis, row.load)
  known.set(key, found)
  return found
}

/** Whether a count of the model's few requests can stand for one of the row's many. */
function standsFor(modelled: number, seen: number, all: number, row: Row): boolean {
  if (all === row.requests) return modelled === seen
  return seen === 0 ? modelled === 0 : seen === row.requests ? modelled === all : modelled > 0
}

describe.each(rows)('$scenario $load', { timeout: 60_000 }, (row) => {
  const kinds = ['ok', 'hang', 'error_reply'] as const
  const all = loads[row.load].flat().length
  const { concurrent_entry, wrong_self } = row.violation_kinds
  const quiet = most(concurrent_entry) === 0 && most(wrong_self) === 0

  test('each of its counts is allowed', () => {
    const { ends, calm } = outcomes(row)
    const possible = quiet ? calm : ends
    for (const kind of kinds) {
      for (const seen of [least(row[kind]), most(row[kind])]) {
        expect(
          possible.some((end) => standsFor(end[kind], seen, all, row)),
          `${kind}: ${seen}`,
        ).toBe(true)
      }
    }
  })

  test('a run in which all that is constant comes together is allowed', () => {
    const { ends, calm } = outcomes(row)
    const constant = kinds.filter((kind) => typeof row[kind] === 'number')
    for (const root of row.root_after.split('/')) {
      const together = (quiet ? calm : ends).filter(
        (end) => end.root === root && constant.every((kind) => standsFor(end[kind], most(row[kind]), all, row)),
      )
      expect(together, `/ afterwards: ${root}`).not.toEqual([])
    }
  })

  test('what the detector saw, or did not, is allowed', () => {
    const { ends, calm, concurrent, wrongSelf } = outcomes(row)
    if (least(concurrent_entry) + least(wrong_self) === 0) expect(calm).not.toEqual([])
    else expect(ends).not.toEqual([])
    if (most(concurrent_entry) > 0) expect(concurrent).toBe(true)
    if (most(wrong_self) > 0) expect(wrongSelf).toBe(true)
  })
})
