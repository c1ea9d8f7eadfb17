import type { Clock } from '../../engine/clock.ts'
import { Execution } from '../../engine/execution.ts'
import { actorsOf } from '../../engine/faulty.ts'
import type { ActorState, PendingMessage } from '../../engine/state.ts'
import type { Occurrence, Step } from '../../engine/step.ts'
import type { System } from '../../engine/system.ts'
import type { Counterexample, Unviolated } from '../../engine/verdict.ts'

/** An actor between two steps. */
export interface Present {
  readonly actor: ActorState
  readonly mailbox: readonly PendingMessage[]
}

/** A step, and how it leaves everybody. */
export interface Moment {
  readonly step: Step
  readonly enabled: readonly string[]
  /** Virtual milliseconds: that passed before the step while nobody moved, and since the start, after the step. */
  readonly waited: number
  readonly time: number
  readonly occurrences: readonly Occurrence[]
  readonly actors: readonly Present[]
}

/** An execution with all that is known of it. */
export interface History {
  readonly system: string
  readonly clock: Clock
  readonly execution: Counterexample | Unviolated
  /** The start: what the initial macrosteps came to. */
  readonly start: Pick<Moment, 'occurrences' | 'actors'>
  readonly moments: readonly Moment[]
  /** Everybody who ever exists, in the order of appearance; the environment last, where it takes a step of its own. */
  readonly names: readonly string[]
}

function presentIn(execution: Execution): readonly Present[] {
  const view = execution.space.view(execution.state)
  return view.actors().map((actor) => ({ actor, mailbox: view.mailbox(actor) }))
}

/** Runs an execution again and notes every state. */
export function historyOf(system: System, clock: Clock, execution: Counterexample | Unviolated): History {
  const again = new Execution(actorsOf(system, clock))
  const start = { occurrences: again.start.occurrences, actors: presentIn(again) }
  const moments = execution.steps.map(({ choice, waited }): Moment => {
    again.elapse(waited)
    const { enabled } = again
    const { occurrences } = again.take(choice)
    const labels = enabled.map(({ label }) => label)
    const { time } = again
    return { step: enabled[choice], enabled: labels, waited, time, occurrences, actors: presentIn(again) }
  })
  const present = [start, ...moments].flatMap(({ actors }) => actors.map(({ actor }) => actor.name))
  const names = [...present, ...moments.map(({ step }) => step.actor)]
  return { system: system.name, clock, execution, start, moments, names: [...new Set(names)] }
}

/**
 * Messages under way, each with a value that its sender gave it. A delivery is matched with the oldest message of its
 * sender and type, which is the right one in a FIFO channel.
 */
export class InFlight<T> {
  readonly #queues = new Map<string, { readonly type: string; readonly value: T }[]>()

  send({ from, to, event }: Extract<Occurrence, { kind: 'sent' }>, value: T): void {
    const key = JSON.stringify([from, to])
    const queue = this.#queues.get(key) ?? []
    queue.push({ type: event.type, value })
    this.#queues.set(key, queue)
  }

  receive({ from, actor, event }: Pick<Extract<Step, { kind: 'deliver' }>, 'from' | 'actor' | 'event'>): T | undefined {
    const queue = this.#queues.get(JSON.stringify([from, actor])) ?? []
    const at = queue.findIndex(({ type }) => type === event.type)
    return at < 0 ? undefined : queue.splice(at, 1)[0].value
  }

  /** What a fault does to messages under way. */
  strike(step: Extract<Step, { kind: 'fault' }>): void {
    const { fault, actor, from, event } = step
    if (fault === 'crash' || fault === 'leave') {
      for (const channel of this.#queues.keys()) if (JSON.parse(channel)[1] === actor) this.#queues.delete(channel)
    } else if (from !== undefined && fault === 'drop') this.receive({ from, actor, event })
    else if (from !== undefined && fault === 'duplicate') {
      const queue = this.#queues.get(JSON.stringify([from, actor])) ?? []
      queue.push(...queue.filter(({ type }) => type === event.type).slice(0, 1))
    }
  }
}
