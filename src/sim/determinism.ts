import { InterlockError } from '../engine/error.ts'
import { Execution } from '../engine/execution.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { ActorState } from '../engine/state.ts'

/** A run that was made, to be made again. */
export interface Sample {
  readonly seed: number
  readonly execution: Pick<Execution, 'steps'>
}

/**
 * Executes runs again in a space made anew, in which user code is called again, and compares what is enabled and what every actor
 * is like after each step with the space that the runs were made in, which remembers what user code came to the first time.
 *
 * @throws InterlockError `system` when they differ: it names the actor, the step, and what it was like both times.
 */
export function confirmDeterminism(space: Space, fresh: Space, samples: readonly Sample[]): void {
  const tell = describer()
  for (const sample of samples) confirm(space, fresh, sample, tell)
}

type Tell = (actor: ActorState) => string

function confirm(space: Space, fresh: Space, { seed, execution: { steps } }: Sample, tell: Tell): void {
  const [first, second] = [new Execution(space), new Execution(fresh)]
  const compare = (label: string | undefined): void => {
    const where = label === undefined ? `seed ${seed}, at the start` : `seed ${seed}, step ${first.length} (${label})`
    compareActors(space, fresh, [first.state, second.state], tell, where)
    compareEnabled(space, [first, second], where)
  }
  compare(undefined)
  for (const { choice, waited, label } of steps) {
    for (const execution of [first, second]) {
      execution.elapse(waited)
      execution.take(choice)
    }
    compare(label)
  }
}

function compareActors(
  space: Space,
  fresh: Space,
  [one, other]: readonly [StateVector, StateVector],
  tell: Tell,
  where: string,
): void {
  const before = space.view(one).actors()
  const after = fresh.view(other).actors()
  for (const [at, actor] of before.entries()) {
    const again = after[at]
    if (again !== undefined && tell(actor) === tell(again)) continue
    differs(
      space,
      where,
      `'${actor.name}' was ${tell(actor)}, and the second time ${again ? tell(again) : 'not there'}`,
    )
  }
}

function compareEnabled(space: Space, [first, second]: readonly [Execution, Execution], where: string): void {
  const [before, after] = [first, second].map(({ enabled }) => enabled.map(({ label }) => label))
  const label = before.find((each) => !after.includes(each)) ?? after.find((each) => !before.includes(each))
  if (label === undefined) return
  const [had, has] = before.includes(label) ? ['enabled', 'not'] : ['not enabled', 'it was']
  differs(space, where, `'${label}' was ${had}, and the second time ${has}`)
}

function differs({ name }: Space, where: string, what: string): never {
  throw new InterlockError(
    'system',
    `${name} is not deterministic: ${where}: ${what}; actions, guards and inputs may depend on the snapshot and the event alone, not on Math.random, Date or variables outside of the machine`,
  )
}

/** Tells what an actor is like, as text; each decoded snapshot once. Functions have nothing to compare. */
function describer(): Tell {
  const told = new WeakMap<ActorState, string>()
  return (actor) => {
    let text = told.get(actor)
    if (text === undefined) {
      const { status, value, context, output } = actor
      text = JSON.stringify({ status, value, context, output }, plainly)
      told.set(actor, text)
    }
    return text
  }
}

/** Maps and sets without the order in which they were filled, as the engine's keys have them. */
function plainly(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (!(value instanceof Map || value instanceof Set)) return value
  return [...value].map((part) => JSON.stringify(part, plainly) ?? String(part)).sort()
}
