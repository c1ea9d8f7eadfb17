import type { Network } from '../engine/network.ts'
import type { StateVector } from '../engine/space.ts'
import type { Observation } from './observation.ts'
import type { Requested } from './paths.ts'
import type { Result } from './routes.ts'
import { ASKS_A_SERVER } from './routes.ts'
import { sightOf } from './sight.ts'
import type { Variant } from './variant.ts'

/** What the thread that should run the scheduler does, when a request hangs. */
export type SchedulerState = 'absent' | 'asleep' | 'waits for the mutex' | 'waits for a second lock' | 'spins' | 'busy'

/** The states of the scheduler that a thread dump, or a log line before each lock, tells apart. */
export const schedulerStates: readonly SchedulerState[] = [
  'absent',
  'asleep',
  'waits for the mutex',
  'waits for a second lock',
  'spins',
]

/** A request, and what became of it. */
export interface Seen extends Requested {
  /** `other`: a status that the models never answer it with. */
  readonly result: Result | 'other'
  /** The same as it was said: a status, or a word. */
  readonly said: string
  /** Where it was said. */
  readonly where: string
}

/** Clients that worked at once, each of which made its requests one after another. */
export type SeenPhase<T = Seen> = readonly (readonly T[])[]

interface Source {
  /** Where it was said: `--saw`, or a file and a line. */
  readonly where: string
  /** The instances that ran: their designs and flags; who ran their schedulers is what is asked. */
  readonly variants: readonly [Variant, Variant]
  /** The design in words. */
  readonly design: string
}

/** A server that was started, asked, and what became of each request. */
export interface RunEvidence extends Source {
  readonly kind: 'run'
  readonly phases: readonly SeenPhase[]
  /** Seen while the last request hung. */
  readonly scheduler: SchedulerState | null
}

/** A load of `drive.sh`, and how its requests ended: a row of `sim predict`. */
export interface RowEvidence extends Source {
  readonly kind: 'row'
  readonly seen: Observation
}

/** One thing that was seen. */
export type Evidence = RunEvidence | RowEvidence

/** What an execution of the model came to, request by request, in the order of the clients. */
export interface RunEnd {
  readonly results: readonly (readonly Result[])[]
  readonly scheduler: SchedulerState
}

const WORDS: Readonly<Record<string, SchedulerState>> = {
  locking: 'waits for the mutex',
  popping: 'waits for a second lock',
  asleep: 'asleep',
  dozing: 'asleep',
  polling: 'asleep',
  spinning: 'spins',
}

/** How to look at the executions of a run: over when all clients are done; the outcome is a `RunEnd` as JSON. */
export function runSight(space: Network) {
  const curls = space.slots.filter((name) => name.startsWith('curl#')).map((name) => space.slots.indexOf(name))
  const scheduler = space.slots.find((name) => /^(i1:)?sched$/.test(name))
  return {
    ...sightOf(space),
    end: (state: StateVector): string | undefined => {
      if (curls.some((slot) => space.readiness(slot, state[slot]) !== 'finished')) return undefined
      const view = space.view(state)
      const end: RunEnd = {
        results: curls.map((slot) => view.actor(space.slots[slot]).output as readonly Result[]),
        scheduler: scheduler === undefined ? 'absent' : (WORDS[String(view.actor(scheduler).value)] ?? 'busy'),
      }
      return JSON.stringify(end)
    },
  }
}

/** What a result was, as curl tells it. */
export function resultWords(result: Result, { status, route }: Requested): string {
  switch (result) {
    case 'ok':
      return String(status)
    case 'error':
      if (status === 500) return 'another status than 500'
      return ASKS_A_SERVER.includes(route) ? '500 or 502' : '500'
    case 'wrong':
      return status === 500 ? '200' : `${status} with a wrong body`
    case 'dead':
      return 'refused'
    case 'gaveup':
    case 'hang':
      return 'hang'
  }
}

/** What the model says instead of what was seen: the request where they part, and what it allows there. */
export interface Contradiction {
  /** The request, or the count of a row. */
  readonly at: string
  /** Where that was said. */
  readonly where: string
  readonly allows: readonly string[]
  /** The ends that come as far as that, by their numbers. */
  readonly instead: readonly number[]
}

/** Where the ends of the model part from a run; `undefined`: some end is all that was seen. */
export function contradictionOf(
  { phases, scheduler, where }: RunEvidence,
  ends: readonly RunEnd[],
): Contradiction | undefined {
  let left = [...ends.entries()]
  for (const [c, client] of phases.flat().entries()) {
    for (const [r, seen] of client.entries()) {
      const next = left.filter(([, { results }]) => results[c][r] === seen.result)
      if (next.length === 0) {
        return parting(
          `${seen.text} = ${seen.said}`,
          seen.where,
          left.map(([number, { results }]) => [number, resultWords(results[c][r], seen)]),
        )
      }
      left = next
    }
  }
  if (scheduler === null || left.some(([, end]) => end.scheduler === scheduler)) return undefined
  return parting(
    `scheduler: ${scheduler}`,
    where,
    left.map(([number, end]) => [number, end.scheduler]),
  )
}

/** The contradiction at a place where these ends show something else. */
function parting(at: string, where: string, shown: readonly (readonly [number, string])[]): Contradiction {
  const allows = new Set(shown.map(([, words]) => words))
  return { at, where, allows: [...allows].sort(), instead: shown.map(([number]) => number) }
}
