import type { Clock } from '../engine/clock.ts'
import { Execution } from '../engine/execution.ts'
import { monitors } from '../engine/monitor.ts'
import { spaceOf } from '../engine/observed.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample, ExecutionStep, Unviolated } from '../engine/verdict.ts'
import { runWatch, violatedAt } from './oracle.ts'

/** A step as a walk remembers it. */
type Choice = Pick<ExecutionStep, 'choice' | 'waited'>

/** Going to and fro on a schedule, and off it: what is ahead is kept until another step is taken. */
export class Walk {
  readonly system: System
  readonly clock: Clock
  #schedule: readonly Choice[]
  #execution: Execution

  constructor(system: System, clock: Clock, schedule: readonly Choice[]) {
    this.system = system
    this.clock = clock
    this.#schedule = schedule
    this.#execution = this.#begun()
  }

  #begun(): Execution {
    return new Execution(spaceOf(this.system, this.clock))
  }

  get execution(): Execution {
    return this.#execution
  }

  /** How many steps have been taken, and how many there are on the schedule. */
  get at(): number {
    return this.#execution.length
  }

  get length(): number {
    return this.#schedule.length
  }

  /** The step that comes next on the schedule; `undefined` at its end. */
  get next(): Choice | undefined {
    return this.#schedule[this.at]
  }

  /** Goes to where so many steps have been taken, as far as the schedule goes; backwards by beginning again. */
  go(to: number): void {
    const end = Math.min(Math.max(0, to), this.length)
    if (end < this.at) this.#execution = this.#begun()
    while (this.at < end) {
      const { choice, waited } = this.#schedule[this.at]
      this.#execution.elapse(waited)
      this.#execution.take(choice)
    }
  }

  /** Takes the enabled step at a position, and leaves the schedule if another one was on it. */
  take(choice: number): void {
    const planned = this.next
    if (planned !== undefined && planned.choice === choice && planned.waited === 0) {
      this.go(this.at + 1)
      return
    }
    this.#schedule = [...this.#schedule.slice(0, this.at), { choice, waited: 0 }]
    this.go(this.length)
  }

  /** The way so far, with what is violated where it ends, if anything is. */
  taken(): Counterexample | Unviolated {
    const { space, steps } = this.#execution
    const { properties } = this.system
    const violated = violatedAt(properties, monitors(space, properties), this.#execution, runWatch())
    return violated === undefined ? { steps } : { ...violated, steps }
  }
}
