/**
 * The conformance law: along any schedule, the engine and XState's own runtime reach the same snapshots.
 *
 * The other side is `createActor` with all its actors, its scheduler and its promises; `Live` only replaces the relay
 * between actors by channels and turns the clock. After every step both sides must agree on every actor's status, value,
 * context, output, error and tags, on what waits in every mailbox, on the steps that are enabled, and on what was
 * emitted and logged. History is compared by what it does later, and in the snapshots that events carry.
 *
 * Where interlock defines what XState leaves to the process, `Live` follows interlock, so these are not tested here:
 * - a stop travels in the channel from the parent (XState's is synchronous; on non-machines it is in both);
 * - an address has one actor at a time, and a reference means the address: a child that is spawned again replaces its
 *   predecessor at once, with all that waited for it;
 * - declared names are known from the start and for ever (XState's `system.get` finds neither an actor that is not yet
 *   spawned nor one that finished, and then sends to the sender itself).
 *
 * Left out of the random machines, for what XState does there is an accident:
 * - children of an actor that throws (XState forgets to stop them), and its log lines while it starts;
 * - a state that is entered again without being left (a history target from inside), which invokes twice;
 * - eventless transitions whose guards read the event, and `always` loops (XState's never end);
 * - what a failed snapshot contains besides its error.
 */
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Clock } from '../../src/engine/clock.ts'
import { Network } from '../../src/engine/network.ts'
import type { StateVector, Taken } from '../../src/engine/space.ts'
import type { Step } from '../../src/engine/step.ts'
import type { System } from '../../src/engine/system.ts'
import type { Comparable } from './comparable.ts'
import { eventKey, keyFor, labelOf, snapshotKey } from './comparable.ts'
import { Live } from './live.ts'
import { systems } from './machines.ts'

type Loose = any

const FAILED = 'xstate.error.actor.'

interface Picture {
  readonly actors: Readonly<Record<string, string>>
  readonly mailboxes: Readonly<Record<string, readonly string[]>>
  readonly enabled: readonly string[]
}

function letters(mailbox: readonly { from: string; event: { type: string } }[]): string[] {
  const senders = [...new Set(mailbox.map(({ from }) => from))].sort()
  return senders.flatMap((sender) =>
    mailbox.filter(({ from }) => from === sender).map(({ event }) => `${sender}: ${eventKey(event)}`),
  )
}

type Mailbox = readonly { readonly from: string; readonly event: { type: string } }[]

/** Of what a failed actor leaves behind, XState removes its finished children at different moments: they do nothing. */
function remains(name: string, actors: ReadonlyMap<string, Comparable>): boolean {
  const parent = actors.get(name.slice(0, name.lastIndexOf('/')))
  return parent?.status !== 'error' || actors.get(name)?.status === 'active'
}

function picture(
  actors: ReadonlyMap<string, Comparable>,
  mailbox: (name: string) => Mailbox,
  enabled: readonly string[],
): Picture {
  const names = [...actors.keys()].filter((name) => remains(name, actors))
  return {
    actors: Object.fromEntries(names.map((name) => [name, snapshotKey(actors.get(name) as Comparable)])),
    mailboxes: Object.fromEntries(names.map((name) => [name, letters(mailbox(name))])),
    enabled: [...enabled].sort(),
  }
}

function pictureOfEngine(space: Network, state: StateVector): Picture {
  const view = space.view(state)
  const actors = new Map(view.actors().map((actor) => [actor.name, actor]))
  return picture(actors, (name) => view.mailbox(name), space.enabled(state).map(labelOf))
}

function pictureOfLive(live: Live): Picture {
  const actors = new Map([...live.actors].map(([name, ref]) => [name, ref.getSnapshot()]))
  const enabled = live.enabled().map(({ label }) => label)
  return picture(actors, (name) => live.mailbox(name), enabled)
}

/** Logged values and emitted events of a step. */
function said({ occurrences }: Taken): string[] {
  return occurrences
    .flatMap((occurrence) => {
      if (occurrence.kind === 'logged') return [`log ${occurrence.value}`]
      return occurrence.kind === 'emitted' ? [`emit ${occurrence.actor} ${keyFor(occurrence.event)}`] : []
    })
    .sort()
}

/** Runs both sides along the choices and compares them after every step; returns the steps. */
function agree(system: System, clock: Clock, choices: readonly number[]): Step[] {
  const space = new Network(system, clock)
  const live = new Live(system, clock)
  let taken = space.initial()
  const schedule: Step[] = []
  for (const choice of choices) {
    if (taken.flaw === undefined) {
      const where = `after ${schedule.length} steps, the last being ${schedule.at(-1)?.label}`
      expect(pictureOfLive(live), where).toEqual(pictureOfEngine(space, taken.state))
      const heard = live.logs.splice(0).sort()
      // What an actor that fails while it starts has logged before, XState says or not, by what it failed of.
      const failing = taken.occurrences.some(
        ({ kind, event }: Loose) => kind === 'sent' && event.type.startsWith(FAILED),
      )
      if (!failing) expect(heard, where).toEqual(said(taken))
    }
    const steps = space.enabled(taken.state)
    if (taken.flaw !== undefined || steps.length === 0) break
    const position = choice % steps.length
    const label = labelOf(steps[position])
    const same = steps.slice(0, position).filter((other) => labelOf(other) === label).length
    live
      .enabled()
      .filter((other) => other.label === label)
      [same].take()
    taken = space.take(taken.state, position)
    schedule.push(steps[position])
  }
  return schedule
}

const choices = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 30, maxLength: 30, size: 'max' })

test('on random machines and schedules, the engine and XState reach the same snapshots', () => {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const seen = new Set<string>()
  fc.assert(
    fc.property(systems(), fc.constantFrom<Clock>('free', 'urgent'), choices, (system, clock, schedule) => {
      for (const { kind, event } of agree(system, clock, schedule)) {
        seen.add(kind)
        seen.add(event.type.replace(/(actor|snapshot|after).*/, '$1'))
      }
    }),
    { seed: 20_261, numRuns: 400, endOnFailure: true },
  )
  warnings.mockRestore()
  const notices = ['actor', 'snapshot', 'after'].map((what) => expect.stringContaining(what))
  expect([...seen]).toEqual(expect.arrayContaining(['deliver', 'timeout', 'choose', 'A', 'B', 'C', ...notices]))
}, 120_000)
