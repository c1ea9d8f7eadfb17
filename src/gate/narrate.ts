import type { StateVector } from '../engine/space.ts'
import { diagnose } from './diagnose.ts'
import type { Evaluator } from './evaluator.ts'
import type { Failure, Judged } from './judge.ts'
import type { SourceFinding, SourceStep } from './source-report.ts'
import type { Expr } from './syntax.ts'
import type { Seen } from './teller.ts'
import { Teller } from './teller.ts'

type View = (state: StateVector, name: string) => Seen

/** What a thread comes to by one step; `slept`: it has fallen asleep. */
interface Change {
  readonly name: string
  readonly before: Seen
  readonly after: Seen
  readonly slept: boolean
}

/** What happens to threads on a path, in its order. */
function changes(
  path: readonly StateVector[],
  conditions: readonly string[],
  names: readonly string[],
  view: View,
): readonly Change[] {
  const asleep = (state: StateVector): readonly string[] =>
    conditions.flatMap((condition) => (view(state, condition) as unknown as Sleepers).context.asleep)
  return path.slice(1).flatMap((state, index) => {
    const earlier = path[index]
    const already = asleep(earlier)
    const fresh = asleep(state).filter((name) => !already.includes(name))
    return names.flatMap((name) => {
      const [before, after, slept] = [view(earlier, name), view(state, name), fresh.includes(name)]
      return before === after && !slept ? [] : [{ name, before, after, slept }]
    })
  })
}

/** A condition in one state. */
interface Sleepers {
  readonly context: { readonly asleep: readonly string[] }
}

/** Where a thread is at the end of a path. */
function lastOf(path: readonly StateVector[], name: string, teller: Teller, view: View): Expr | undefined {
  const state = path.findLast((one) => teller.node(name, view(one, name)) !== undefined)
  return state === undefined ? undefined : teller.sourceOf(name, view(state, name))
}

/** What happened, where each thread took each lock that it holds, and when it last began to look at what others change. */
function told(teller: Teller, changed: readonly Change[]) {
  const steps: SourceStep[] = []
  const taken = new Map<string, Expr>()
  const looked = new Map<string, number>()
  for (const { name, before, after, slept } of changed) {
    for (const { text, expr, lock } of slept ? teller.sleeps(name, after) : teller.between(name, before, after)) {
      if (lock !== undefined && expr !== undefined) taken.set(`${name} ${lock}`, expr)
      steps.push({ actor: name, text, at: expr?.at, holds: after.context.holds })
    }
    if (teller.looks(name, after)) looked.set(name, steps.length)
  }
  return { steps, taken, looked }
}

/** A failure in terms of the source: what is wrong where, and how it came to that. */
export function narrate(on: Evaluator, { network, threads }: Judged, failure: Failure, may: boolean): SourceFinding {
  const teller = new Teller(on, threads)
  const names = threads.map(({ name }) => name)
  const view: View = (state, name) => network.view(state).actor(name) as unknown as Seen
  const { steps, taken, looked } = told(teller, changes(failure.path, teller.conditions, names, view))
  const end = failure.path.at(-1) as StateVector
  const last = (name: string): Expr | undefined => lastOf(failure.path, name, teller, view)
  for (const actor of [...failure.actors, ...failure.dozing]) {
    const { context } = view(end, actor)
    const text = teller.waiting(actor, view(end, actor))
    if (text !== undefined) steps.push({ actor, text, at: last(actor)?.at, holds: context.holds })
  }
  return diagnose(failure, {
    steps,
    taken,
    looked,
    sleepsOn: (name) => teller.sleepsOn(name, view(end, name)),
    last,
    may: may || failure.guessed,
    holds: (name) => view(end, name).context.holds,
    release: (name, lock) => teller.unlocking(name, view(end, name), lock),
  })
}
