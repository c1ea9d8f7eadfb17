import type { Clock } from '../engine/clock.ts'
import { Execution } from '../engine/execution.ts'
import { explain } from '../engine/explanation.ts'
import { actorsOf } from '../engine/faulty.ts'
import { monitors } from '../engine/monitor.ts'
import { calmSteps } from '../engine/step.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample, ExecutionStep, Violation } from '../engine/verdict.ts'
import { violatedBy, violationOf } from '../engine/verdict.ts'

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
    return new Execution(actorsOf(this.system, this.clock))
  }

  get execution(): Execution {
    return this.#execution
  }

  /** How many steps have been taken, and how many there are on the schedule. */
  get at(): number {
    return this.#execution.steps.length
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

  /** What is violated where the walk stands; `undefined` when nothing is. */
  violation(): Counterexample | undefined {
    const { steps, last } = this.#execution
    const flawed = last.flaw && violatedBy(last.flaw, this.system.properties)
    if (last.flaw !== undefined && flawed !== undefined) {
      return { property: flawed, violation: violationOf(last.flaw), steps }
    }
    const property = this.system.properties.find(({ kind }) => kind === 'deadlock-free')
    const deadlock = this.#deadlock()
    if (property !== undefined && deadlock !== undefined) return { property: property.name, violation: deadlock, steps }
    for (const monitor of monitors(this.#execution.space, this.system.properties)) {
      const violation = monitor.violation(this.#execution.state)
      if (violation !== undefined) return { property: monitor.property.name, violation, steps }
    }
    return undefined
  }

  /** Nothing can be taken, and somebody is not done. */
  #deadlock(): Violation | undefined {
    const { space, state, enabled } = this.#execution
    if (calmSteps(enabled).length > 0) return undefined
    const stuck = space.slots.filter((_, slot) => space.readiness(slot, state[slot] ?? 0) === 'running')
    if (stuck.length === 0) return undefined
    return { kind: 'deadlock', extent: 'global', explanation: explain(space.waits(state), stuck) }
  }
}
