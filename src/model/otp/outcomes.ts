import { Network } from '../../engine/network.ts'
import type { StateVector, Taken } from '../../engine/space.ts'
import type { Step } from '../../engine/step.ts'
import type { Noted } from './process.ts'
import type { Script } from './script.ts'
import { otpSystem } from './system.ts'
import type { Term } from './term.ts'

/** What a process noted, and after how many virtual milliseconds. */
export interface Note {
  readonly label: string
  readonly value: Term
  readonly at: number
}

/** How a run of a script ended: by process, what it noted until `main` was over or nothing could happen any more. */
export interface Outcome {
  readonly ended: boolean
  readonly notes: Readonly<Record<string, readonly Note[]>>
}

interface Situation {
  readonly state: StateVector
  readonly time: number
  readonly notes: Outcome['notes']
}

function noted({ notes, time }: Situation, taken: Taken): Outcome['notes'] {
  let after = notes
  for (const occurrence of taken.occurrences) {
    if (occurrence.kind !== 'emitted') continue
    const { label, value } = occurrence.event as Noted
    const note = { label, value, at: time + taken.elapsed }
    after = { ...after, [occurrence.actor]: [...(after[occurrence.actor] ?? []), note] }
  }
  return after
}

const next = (situation: Situation, taken: Taken): Situation => ({
  state: taken.state,
  time: situation.time + taken.elapsed,
  notes: noted(situation, taken),
})

function begin(script: Script): { readonly space: Network; readonly start: Situation } {
  const space = new Network(otpSystem(script), 'urgent')
  const taken = space.initial()
  return { space, start: next({ state: taken.state, time: 0, notes: {} }, taken) }
}

function isOver(space: Network, { state }: Situation): boolean {
  return space.view(state).actor('main').matches('dead')
}

/** A step of a script that fails is a mistake in the script: say so. */
function sound(taken: Taken): Taken {
  if (taken.flaw?.kind === 'error') throw taken.flaw.error
  return taken
}

/** An outcome as a text that is the same for the same outcome. */
export function outcomeKey({ ended, notes }: Outcome): string {
  return JSON.stringify([ended, Object.entries(notes).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/**
 * Every outcome that a script can have, over all orders in which signals may arrive and processes may have their turns;
 * `undefined` when there are more situations than `limit`.
 */
export function outcomes(script: Script, limit = 200_000): readonly Outcome[] | undefined {
  const { space, start } = begin(script)
  const key = ({ state, time, notes }: Situation): string =>
    `${String.fromCharCode(...state)}${time}${JSON.stringify(Object.entries(notes).sort())}`
  const seen = new Set([key(start)])
  const stack = [start]
  const found = new Map<string, Outcome>()
  for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
    const over = isOver(space, here)
    const steps = over ? [] : space.enabled(here.state)
    if (steps.length === 0) {
      const outcome = { ended: over, notes: here.notes }
      found.set(outcomeKey(outcome), outcome)
      continue
    }
    for (let position = 0; position < steps.length; position++) {
      const there = next(here, sound(space.take(here.state, position)))
      const id = key(there)
      if (seen.has(id)) continue
      if (seen.size >= limit) return undefined
      seen.add(id)
      stack.push(there)
    }
  }
  return [...found.values()].sort((a, b) => (outcomeKey(a) < outcomeKey(b) ? -1 : 1))
}

/**
 * The outcome of the run that a lightly loaded machine with many cores would most likely show: timers fire on time, all
 * signals arrive before anybody that they wake has its turn, and all who are due then have their turns at once.
 */
export function likely(script: Script, limit = 100_000): Outcome {
  const { space, start } = begin(script)
  let here = start
  let round: readonly string[] = []
  for (let count = 0; count < limit && !isOver(space, here); count++) {
    const steps = space.enabled(here.state)
    if (steps.length === 0) break
    const other = round.length > 0 ? -1 : promptest(steps)
    if (other < 0 && round.length === 0) round = steps.filter(isTurn).map(({ actor }) => actor)
    const position = other < 0 ? steps.findIndex((step) => isTurn(step) && step.actor === round[0]) : other
    if (other < 0) round = round.slice(1)
    here = next(here, sound(space.take(here.state, position)))
  }
  return { ended: isOver(space, here), notes: here.notes }
}

const isTurn = ({ kind, event }: Step): boolean => kind === 'deliver' && event.type === 'run'

/** A timer that fires, or else a signal that arrives. */
function promptest(steps: readonly Step[]): number {
  const timer = steps.findIndex(({ kind }) => kind === 'timeout')
  return timer >= 0 ? timer : steps.findIndex((step) => !isTurn(step))
}
