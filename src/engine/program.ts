import type { Clock } from './clock.ts'
import { earliest } from './clock.ts'
import type { Slot } from './slot.ts'
import type { Readiness } from './space.ts'
import type { StepFlaw } from './step.ts'

/** What one step does to another slot: it gets a message (one of its letters), or starts in a configuration. */
type Instruction =
  | { readonly kind: 'receive'; readonly slot: number; readonly letter: number }
  | { readonly kind: 'start'; readonly slot: number; readonly config: number }

/** A step as an instruction over the state vector: enabled where its slot is in `from`. */
export interface ProgramMove {
  readonly label: string
  readonly from: number
  /** The slot's configuration afterwards; 0 when the actor stopped. */
  readonly next: number
  /** What it does to other slots, in this order. */
  readonly instructions: readonly Instruction[]
  /** Virtual milliseconds that pass for everybody before the step: a timeout's. */
  readonly elapsed: number
  /** A timer fires only when no other is due earlier. */
  readonly timeout: boolean
  readonly flaw: StepFlaw['kind'] | undefined
}

/** One slot of the state vector, as tables over its configurations; -1 stands for what no explored step came upon. */
export interface ProgramSlot {
  readonly address: string
  /** The slots of all actors below this one: they go when it goes. */
  readonly below: readonly number[]
  readonly initial: number
  /** The number of configurations, 0 (absent) included. */
  readonly configs: number
  readonly moves: readonly ProgramMove[]
  /** By letter and configuration, the configuration after receipt. */
  readonly receipts: readonly (readonly number[])[]
  /** By elapsed virtual milliseconds and configuration, the configuration after them. */
  readonly advanced: ReadonlyMap<number, readonly number[]>
  /** By configuration, the virtual milliseconds until its first timer is due; `Infinity` without timers. */
  readonly due: readonly number[]
  /** By configuration, whether its steps are known: after a search that was cut off, some are not. */
  readonly explored: readonly boolean[]
  /** By configuration, whether the actor has a step that needs no time, and whether it has any step. */
  readonly prompt: readonly boolean[]
  readonly movable: readonly boolean[]
  readonly readiness: readonly Readiness[]
}

/**
 * A system as a program over a vector of integers: everything that was explored of it, without XState. After a complete
 * search it has the same states and the same steps as the system.
 */
export interface Program {
  readonly system: string
  readonly clock: Clock
  readonly slots: readonly ProgramSlot[]
}

function below(slot: Slot): number[] {
  return slot.children.flatMap((child) => [child.index, ...below(child)])
}

function movesOf(slot: Slot): ProgramMove[] {
  return slot.moves.flatMap((moves, from) =>
    [...(moves?.prompt ?? []), ...(moves?.timeouts ?? [])].map((move) => ({
      label: move.step.label,
      from,
      next: move.next,
      instructions: move.operations,
      elapsed: move.elapsed,
      timeout: move.step.kind === 'timeout',
      flaw: move.flaw?.kind,
    })),
  )
}

/** The tables of one slot, as data that a machine on another tool can be made of. */
export function programSlot(slot: Slot, initial: number, readiness: (config: number) => Readiness): ProgramSlot {
  const ids = [...slot.configs.keys()]
  const times = new Set(slot.advanced.flatMap((row) => [...(row?.keys() ?? [])]))
  return {
    address: slot.address,
    below: below(slot),
    initial,
    configs: ids.length,
    moves: movesOf(slot),
    receipts: slot.letters.map((_, letter) => ids.map((id) => (id === 0 ? 0 : slot.receipts.get(id, letter)))),
    advanced: new Map(
      [...times].map((elapsed) => [
        elapsed,
        ids.map((id) => (slot.configs[id].timers.length === 0 ? id : (slot.advanced[id]?.get(elapsed) ?? -1))),
      ]),
    ),
    explored: ids.map((id) => id === 0 || slot.moves[id] !== undefined),
    due: ids.map((id) => earliest(slot.configs[id].timers)),
    prompt: ids.map((id) => (slot.moves[id]?.prompt.length ?? 0) > 0),
    movable: ids.map((id) => (slot.moves[id]?.prompt.length ?? 0) + (slot.moves[id]?.timeouts.length ?? 0) > 0),
    readiness: ids.map(readiness),
  }
}
