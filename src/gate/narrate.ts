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
  /** Where each thread took each lock that it holds. */
  const taken = new Map<string, Expr>()
  failure.path.slice(1).forEach((state, index) => {
    for (const { name } of threads) {
      const [before, after] = [view(failure.path[index], name), view(state, name)]
      if (before === after) continue
      const told = teller.between(name, before, after)
      for (const { text, expr, lock } of told) {
        if (lock !== undefined && expr !== undefined) taken.set(`${name} ${lock}`, expr)
        steps.push({ actor: name, text, at: expr?.at, holds: after.context.holds })
      }
    }
  })
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
    last,
    may: may || failure.guessed,
    holds: (name) => view(end, name).context.holds,
    release: (name, lock) => teller.unlocking(name, view(end, name), lock),
  })
}
