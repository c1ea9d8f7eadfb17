import { avoidable } from '../check/avoidable.ts'
import { calm } from '../check/calm.ts'
import type { CheckResult } from '../check/check.ts'
import type { Graph } from '../check/graph.ts'
import { search } from '../check/search.ts'
import { findStuck } from '../check/stuck.ts'
import { actorsOf } from '../engine/faulty.ts'
import type { System } from '../engine/system.ts'
import type { Drawable } from '../report/page/graph.ts'
import type { Shown } from '../report/page/page.ts'
import { searchReplay } from './commands.ts'
import type { Session } from './session.ts'
import type { Target } from './target.ts'

/** State spaces up to this size are drawn: a larger drawing shows nothing. */
const DRAWN_STATES = 250

/** What two scenarios share that are the same but for their design: `scheduler-thread/kernel-1`. */
function situation(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}

/** The systems to be seen beside one that fails: the sound designs in its situation, or those of its file. */
export function othersOf(
  { system, module }: Target,
  all: readonly { readonly target: Target; readonly result: CheckResult }[],
  session: Session,
): readonly System[] {
  if (module === undefined) {
    return session.catalogue
      .filter(({ name, expected }) => situation(name) === situation(system.name) && expected.violations.length === 0)
      .map((scenario) => scenario.system())
  }
  return all
    .filter(({ target, result }) => target.module === module && result.verdict.kind === 'verified')
    .map(({ target }) => target.system)
}

/** A target as its page shows it. */
export function shownOf(target: Target, asExpected: boolean | undefined, others: readonly System[]): Shown {
  const { system, module, scenario } = target
  return {
    system,
    about: scenario?.about ?? '',
    asExpected,
    replay: (counterexample) => searchReplay(system, counterexample, module),
    others,
  }
}

/** The state space of a checked system, when it is small enough to be drawn. */
export function drawableOf(system: System, { complete, states }: CheckResult): Drawable | undefined {
  if (!complete || states > DRAWN_STATES) return undefined
  const { space, graph } = explored(system)
  const calmed = calm(space, graph)
  const stuck = findStuck(space, calmed)
  return { space, graph, stuck, avoidable: avoidable(calmed, stuck) }
}

/** The whole state space of a system that is known to have an end. */
export function explored(system: System): { readonly space: ReturnType<typeof actorsOf>; readonly graph: Graph } {
  const space = actorsOf(system, system.clock ?? 'free')
  const graph = exhausted(search(space, space.initial().state, {}, { state: undefined, flagged: () => {} }))
  return { space, graph }
}

function exhausted(run: ReturnType<typeof search>): Graph {
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done === true) return value
  }
}
