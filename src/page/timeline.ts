import type { WaitEdge } from '../engine/wait.ts'
import type { Presence, Recording } from '../report/page/data.ts'

/** Steps between two states that are kept: going to any step takes at most so many. */
const EVERY = 256

/** Where every actor of a recording stands after any number of steps. */
export class Timeline {
  readonly recording: Recording
  readonly length: number
  readonly #kept: (readonly number[])[] = []

  constructor(recording: Recording) {
    this.recording = recording
    this.length = recording.steps.length
    const state = recording.actors.map((_, actor) => recording.start[actor] ?? -1)
    recording.steps.forEach((_, at) => {
      if (at % EVERY === 0) this.#kept.push([...state])
      this.#apply(state, at)
    })
    if (this.length === 0) this.#kept.push(state)
  }

  /** By actor, its presence after so many steps; `undefined` where it does not exist. */
  at(step: number): readonly (Presence | undefined)[] {
    const end = Math.min(Math.max(0, step), this.length)
    const kept = Math.min(Math.floor(end / EVERY), this.#kept.length - 1)
    const state = [...this.#kept[kept]]
    for (let at = kept * EVERY; at < end; at++) this.#apply(state, at)
    return state.map((presence) => this.recording.presences[presence])
  }

  /** The wait-for graph after so many steps. */
  waits(step: number): readonly WaitEdge[] {
    return this.at(step).flatMap((presence, actor) =>
      (presence?.waits ?? []).map(({ kind, to }) => ({ from: this.recording.actors[actor].name, kind, to })),
    )
  }

  #apply(state: number[], at: number): void {
    const { changes } = this.recording.steps[at]
    for (let index = 0; index < changes.length; index += 2) state[changes[index]] = changes[index + 1]
  }
}

/** A step in words: `P#1 sends push to ready`. */
export function stepText({ recording }: Timeline, step: number): string {
  const taken = recording.steps[step - 1]
  if (taken === undefined) return 'the start'
  const [from, to] = [recording.actors[taken.from].name, recording.actors[taken.to].name]
  const word = recording.texts[taken.word]
  if (taken.lost) return `${to} loses ${word} from ${from}`
  return from === to ? `${to}: ${word}` : `${to} takes ${word} from ${from}`
}

/** Who waits for what in words that fit an arrow. */
export const WAIT_WORDS: Readonly<Record<WaitEdge['kind'], string>> = {
  acquires: 'wants',
  'held-by': 'held by',
  'awaits-reply': 'awaits reply',
  'needs-run-slot': 'needs run slot',
  'awaits-signal': 'awaits signal',
  'awaits-message': 'awaits message',
  runs: 'runs',
}

/** Whether two waits are the same. */
export function sameEdge(a: WaitEdge, b: WaitEdge): boolean {
  return a.from === b.from && a.kind === b.kind && a.to === b.to
}
