import { activePaths, declaredStates } from '../engine/declared.ts'
import type { ActorState, SystemState } from '../engine/state.ts'
import type { Step } from '../engine/step.ts'
import type { System } from '../engine/system.ts'

/** A state of an actor, by its path (`working.second`). */
export interface StateOf {
  readonly actor: string
  readonly state: string
}

/** A transition: an event that an actor takes in a state. */
export interface TransitionOf extends StateOf {
  readonly event: string
}

/** Two moves of an actor, one right after the other; each by its event and, of a message, its sender. */
export interface OrderOf {
  readonly actor: string
  readonly before: string
  readonly after: string
}

/** What a set of runs has and has not seen. */
export interface CoverageReport {
  readonly runs: number
  /** Distinct (actor, state, event). */
  readonly transitions: number
  /** Distinct pairs of moves that one actor made one after the other, by sender and event. */
  readonly orders: number
  /** Those of them that were never seen the other way round, though both moves were. */
  readonly oneWay: readonly OrderOf[]
  /** Declared states that no run was in, and transitions that no run took. Children count by what they did only. */
  readonly unreached: readonly StateOf[]
  readonly untaken: readonly TransitionOf[]
  /** The last run, from 1, that showed a transition or an order for the first time; 0 when none did. */
  readonly lastNew: number
}

const SEPARATOR = '\u0000'

/** Collects what runs have seen. What a macrostep passes through or raises inside is not seen. */
export class Coverage {
  readonly #system: System
  readonly #transitions = new Set<string>()
  readonly #orders = new Set<string>()
  readonly #states = new Set<string>()
  readonly #before = new Map<string, string>()
  #runs = 0
  #lastNew = 0

  constructor(system: System) {
    this.#system = system
  }

  /** A run begins, in this state. */
  begin(state: SystemState): void {
    this.#runs++
    this.#before.clear()
    for (const actor of state.actors()) this.#reach(actor)
  }

  /** A step is taken that leads from one state to another. */
  step(step: Step, before: SystemState, after: SystemState): void {
    if (!step.moves || step.kind === 'fault') return
    const { actor } = step
    for (const path of activePaths(before.actor(actor).value))
      this.#note(this.#transitions, [actor, path.join('.'), step.event.type])
    this.#order(actor, step.kind === 'deliver' ? `${step.event.type} from ${step.from}` : step.event.type)
    for (const each of after.actors()) this.#reach(each)
  }

  report(): CoverageReport {
    const declared = [...this.#system.actors].flatMap(([actor, { machine }]) =>
      declaredStates(machine).map(({ path, events, passing }) => ({ actor, state: path.join('.'), events, passing })),
    )
    const isReached = ({ actor, state }: StateOf): boolean => this.#states.has(keyOf(actor, state))
    const isTaken = ({ actor, state, event }: TransitionOf): boolean =>
      event === '*' ? isReached({ actor, state }) : this.#transitions.has(keyOf(actor, state, event))
    const settled = declared.filter(({ passing }) => !passing)
    const pairs = [...this.#orders].map((order) => order.split(SEPARATOR))
    const oneWay = pairs.filter(([actor, one, other]) => one !== other && !this.#orders.has(keyOf(actor, other, one)))
    return {
      runs: this.#runs,
      transitions: this.#transitions.size,
      orders: this.#orders.size,
      oneWay: oneWay.map(([actor, before, after]) => ({ actor, before, after })),
      unreached: settled.filter((state) => !isReached(state)).map(({ actor, state }) => ({ actor, state })),
      untaken: settled
        .flatMap(({ actor, state, events }) => events.map((event) => ({ actor, state, event })))
        .filter((transition) => isReached(transition) && isVisible(transition) && !isTaken(transition)),
      lastNew: this.#lastNew,
    }
  }

  #reach({ name, value }: ActorState): void {
    for (const path of activePaths(value)) this.#states.add(keyOf(name, path.join('.')))
  }

  #order(actor: string, move: string): void {
    const last = this.#before.get(actor)
    this.#before.set(actor, move)
    if (last !== undefined) this.#note(this.#orders, [actor, last, move])
  }

  #note(seen: Set<string>, parts: readonly string[]): void {
    const key = keyOf(...parts)
    if (seen.has(key)) return
    seen.add(key)
    this.#lastNew = this.#runs
  }
}

/** What happens inside a macrostep is not a step of its own. */
function isVisible({ event }: TransitionOf): boolean {
  return event !== '' && !event.startsWith('xstate.done.state.')
}

function keyOf(...parts: readonly string[]): string {
  return parts.join(SEPARATOR)
}
