import type { StateVector } from '../engine/space.ts'
import { diagnose } from './diagnose.ts'
import type { Evaluator } from './evaluator.ts'
import type { Failure, Judged } from './judge.ts'
import type { SourceFinding, SourceStep } from './source-report.ts'
import type { Expr } from './syntax.ts'
import type { Seen } from './teller.ts'
import { Teller } from './teller.ts'

/** A failure in terms of the source: what is wrong where, and how it came to that. */
export function narrate(on: Evaluator, { network, threads }: Judged, failure: Failure, may: boolean): SourceFinding {
  const teller = new Teller(on, threads)
  const view = (state: StateVector, name: string): Seen => network.view(state).actor(name) as unknown as Seen
  const steps: SourceStep[] = []
  const changed = failure.path.slice(1).flatMap((state, index) =>
    threads.flatMap(({ name }) => {
      const [before, after] = [view(failure.path[index], name), view(state, name)]
      return before === after ? [] : [{ name, before, after }]
    }),
  )
  /** Where each thread took each lock that it holds. */
  const taken = new Map<string, Expr>()
  /** When each thread last began to look at something that others change. */
  const looked = new Map<string, number>()
  for (const { name, before, after } of changed) {
    for (const { text, expr, lock } of teller.between(name, before, after)) {
      if (lock !== undefined && expr !== undefined) taken.set(`${name} ${lock}`, expr)
      steps.push({ actor: name, text, at: expr?.at, holds: after.context.holds })
    }
    if (teller.looks(name, after)) looked.set(name, steps.length)
  }
  const end = failure.path.at(-1) as StateVector
  const last = (name: string): Expr | undefined => {
    const state = failure.path.findLast((one) => teller.node(name, view(one, name)) !== undefined)
    return state === undefined ? undefined : teller.sourceOf(name, view(state, name))
  }
  for (const actor of failure.actors) {
    const text = teller.waiting(actor, view(end, actor))
    if (text !== undefined) steps.push({ actor, text, at: last(actor)?.at, holds: view(end, actor).context.holds })
  }
  return diagnose(failure, {
    steps,
    taken,
    looked,
    last,
    may: may || failure.guessed,
    holds: (name) => view(end, name).context.holds,
    release: (name, lock) => teller.unlocking(name, view(end, name), lock),
  })
}
