import { Execution } from '../../engine/execution.ts'
import { spaceOf } from '../../engine/observed.ts'
import { slotName } from '../../engine/property.ts'
import { rootOf } from '../../engine/roster.ts'
import type { Space, StateVector } from '../../engine/space.ts'
import type { ActorState, PendingMessage } from '../../engine/state.ts'
import type { Occurrence, Step } from '../../engine/step.ts'
import { senderOf } from '../../engine/step.ts'
import type { System } from '../../engine/system.ts'
import type { ExecutionStep } from '../../engine/verdict.ts'
import { stepWord } from '../step-words.ts'
import { printable, shortened, stateName } from '../text.ts'
import type { ActorPage, Presence, Recording, StepPage } from './data.ts'
import { valueText } from './value-text.ts'

/** Names and labels longer than this are cut on the page. */
const LONGEST = 200

/** The tags by which an observer judges. */
const JUDGING: readonly string[] = ['violation', 'hot', 'accepting']

/** A text of the user's as the page shows it. */
export function shownText(text: string): string {
  return shortened(printable(text), LONGEST)
}

/** Things by number, each once. */
export class Interned<T> {
  readonly all: T[] = []
  readonly #known = new Map<string, number>()

  of(key: string, make: () => T): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, this.all.length)
    return this.all.push(make()) - 1
  }
}

/** The active state nodes of a state value, as paths. */
function activeIn(value: unknown, above: string): readonly string[] {
  if (typeof value === 'string') return [above + value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [above + key, ...activeIn(inner, `${above}${key}.`)])
}

function note(occurrence: Occurrence): string {
  switch (occurrence.kind) {
    case 'sent':
      return `${occurrence.from} sends ${occurrence.event.type} to ${occurrence.to}`
    case 'emitted':
      return `${occurrence.actor} emits ${occurrence.event.type}`
    case 'logged':
      return `${occurrence.actor} logs ${occurrence.label ?? ''} ${valueText(occurrence.value)}`
    case 'acted':
      return `${occurrence.actor} does ${occurrence.action}`
    case 'armed':
      return `${occurrence.actor} arms a timer of ${occurrence.delay} ms`
    case 'spawned':
      return `${occurrence.actor} begins`
    case 'stopped':
      return `${occurrence.actor} is stopped`
    case 'dropped':
      return `${occurrence.to} loses ${occurrence.event.type} (${occurrence.why})`
  }
}

/** Takes down an execution, step by step, as what changes. */
export class Recorder {
  readonly execution: Execution
  readonly #system: System
  readonly #space: Space
  readonly #chart: (actor: string) => number
  readonly #actors = new Interned<ActorPage>()
  readonly #presences = new Interned<Presence>()
  readonly #texts = new Interned<string>()
  readonly #steps: StepPage[] = []
  readonly #start: readonly number[]
  #seen: StateVector

  /** `chart` says which chart an actor's machine has. */
  constructor(system: System, clock: 'free' | 'urgent', chart: (actor: string) => number) {
    this.#system = system
    this.#space = spaceOf(system, clock)
    this.execution = new Execution(this.#space)
    this.#chart = chart
    const { state } = this.execution
    this.#start = this.#space.slots.map((name, slot) => {
      this.#actor(name)
      return state[slot] === 0 ? -1 : this.#presence(state, slot)
    })
    this.#seen = state
  }

  /** Takes the enabled step at a position, after virtual milliseconds in which nobody moved. */
  take(choice: number, waited: number): void {
    const { execution } = this
    execution.elapse(waited)
    const { enabled } = execution
    const { occurrences } = execution.take(choice)
    const step = enabled[choice]
    this.#steps.push({
      word: this.#text(stepWord(step)),
      label: this.#text(step.label),
      to: this.#actor(step.actor),
      from: this.#actor(senderOf(step)),
      lost: !step.moves,
      time: execution.time,
      enabled: this.#labels(enabled),
      choice,
      changes: this.#changes(),
      notes: occurrences.map((occurrence) => this.#text(note(occurrence))),
    })
  }

  /** All that was taken down. */
  recording(): Recording {
    return {
      actors: this.#actors.all,
      presences: this.#presences.all,
      texts: this.#texts.all,
      start: this.#start,
      steps: this.#steps,
      enabled: this.#labels(this.execution.enabled),
    }
  }

  #labels(steps: readonly Step[]): readonly number[] {
    return steps.map(({ label }) => this.#text(label))
  }

  #text(text: string): number {
    const shown = shownText(text)
    return this.#texts.of(shown, () => shown)
  }

  #actor(name: string): number {
    return this.#actors.of(name, () => {
      const standsFor = this.#system.actors.get(rootOf(name))?.standsFor ?? []
      return { name: shownText(slotName(name)), standsFor: standsFor.map(shownText), chart: this.#chart(name) }
    })
  }

  #changes(): readonly number[] {
    const { state } = this.execution
    const changes: number[] = []
    for (let slot = 0; slot < state.length; slot++) {
      if (state[slot] === (this.#seen[slot] ?? 0)) continue
      changes.push(this.#actor(this.#space.slots[slot]), state[slot] === 0 ? -1 : this.#presence(state, slot))
    }
    this.#seen = state
    return changes
  }

  #presence(state: StateVector, slot: number): number {
    return this.#presences.of(`${slot} ${state[slot]}`, () => {
      const view = this.#space.view(state)
      const name = this.#space.slots[slot]
      return this.#described(view.actor(name), view.mailbox(name), state, slot)
    })
  }

  #described(
    { name, status, value, context, tags }: ActorState,
    mailbox: readonly PendingMessage[],
    vector: StateVector,
    slot: number,
  ): Presence {
    const judged = name === slotName(name) ? [] : tags.filter((tag) => JUDGING.includes(tag))
    const state = status === 'active' ? stateName(value) : status
    return {
      status,
      state: judged.length === 0 ? state : `${state} (${judged.join(', ')})`,
      active: activeIn(value, '').map(shownText),
      context: valueText(context),
      mailbox: mailbox.map(({ from, event }) => ({ from: shownText(from), type: shownText(event.type) })),
      timers: (this.#space.timers?.(slot, vector[slot]) ?? []).map(({ event, remaining }) => ({
        type: shownText(event.type),
        remaining,
      })),
      waits: this.#space
        .waits(vector)
        .filter(({ from }) => from === name)
        .map(({ kind, to }) => ({ kind, to: shownText(to) })),
      running: this.#space.readiness(slot, vector[slot]) === 'running',
    }
  }
}

/** Records a counterexample's steps. */
export function recordingOf(
  system: System,
  clock: 'free' | 'urgent',
  steps: readonly Pick<ExecutionStep, 'choice' | 'waited'>[],
  chart: (actor: string) => number,
): Recording {
  const recorder = new Recorder(system, clock, chart)
  for (const { choice, waited } of steps) recorder.take(choice, waited)
  return recorder.recording()
}
