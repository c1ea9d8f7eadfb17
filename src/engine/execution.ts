import type { Space, StateVector, Taken } from './space.ts'
import type { Step } from './step.ts'
import { isHarm } from './step.ts'
import type { ExecutionStep } from './verdict.ts'

/** By list of steps: spaces may give the same one again, and then it is told in the same words. */
const labels = new WeakMap<readonly Step[], readonly string[]>()

function labelsOf(steps: readonly Step[]): readonly string[] {
  const known = labels.get(steps)
  if (known !== undefined) return known
  const made = steps.map(({ label }) => label)
  labels.set(steps, made)
  return made
}

/** A step that was taken, before anybody asks what it was. */
interface Done {
  readonly enabled: readonly Step[]
  readonly choice: number
  readonly waited: number
  readonly time: number
  readonly occurrences: Taken['occurrences']
}

/** A run of a system, taken step by step. */
export class Execution {
  readonly space: Space
  /** What the initial macrosteps came to. */
  readonly start: Taken
  readonly #done: Done[] = []
  readonly #told: ExecutionStep[] = []
  #last: Taken
  #state: StateVector
  #time = 0
  #waited = 0
  #enabled: readonly Step[] | undefined

  constructor(space: Space) {
    this.space = space
    this.start = space.initial()
    this.#last = this.start
    this.#state = this.start.state
  }

  get state(): StateVector {
    return this.#state
  }

  /** What the last step came to; before the first one, the start. */
  get last(): Taken {
    return this.#last
  }

  /** How many steps were taken. */
  get length(): number {
    return this.#done.length
  }

  /** The steps that were taken, with all that there is to know about them: most of many runs are never asked. */
  get steps(): readonly ExecutionStep[] {
    for (let at = this.#told.length; at < this.#done.length; at++) this.#told.push(told(this.#done[at]))
    return this.#told
  }

  /** Virtual milliseconds since the start. */
  get time(): number {
    return this.#time
  }

  /** The steps that may be taken now, in the defined order. */
  get enabled(): readonly Step[] {
    this.#enabled ??= this.space.enabled(this.#state)
    return this.#enabled
  }

  /** Lets virtual time pass in which nobody moves: a computation, or a message on its way. */
  elapse(milliseconds: number): void {
    if (milliseconds === 0) return
    this.#state = this.space.elapse(this.#state, milliseconds)
    this.#time += milliseconds
    this.#waited += milliseconds
    this.#enabled = undefined
  }

  /** Takes the enabled step at a position. */
  take(position: number): Taken {
    const enabled = this.enabled
    const taken = this.space.take(this.#state, position)
    this.#last = taken
    this.#state = taken.state
    this.#time += taken.elapsed
    this.#enabled = undefined
    const { occurrences } = taken
    this.#done.push({ enabled, choice: position, waited: this.#waited, time: this.#time, occurrences })
    this.#waited = 0
    return taken
  }
}

function told({ enabled, choice, waited, time, occurrences }: Done): ExecutionStep {
  const step = enabled[choice]
  const { label, actor } = step
  const harm = isHarm(step) ? { harm: true as const } : {}
  return { choice, label, actor, ...harm, waited, enabled: labelsOf(enabled), time, occurrences }
}

/** Runs a schedule: the positions of the steps to take. */
export function execute(space: Space, schedule: readonly number[]): Execution {
  const execution = new Execution(space)
  for (const position of schedule) execution.take(position)
  return execution
}
