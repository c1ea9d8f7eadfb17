import { keyOf } from '../engine/key.ts'
import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import type { Answer } from '../engine/question.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { ActorState } from '../engine/state.ts'

/**
 * Which steps the properties can see. A step is visible when it changes the answer to a question that some predicate has
 * put to an actor, or a tag that a property counts; no predicate can tell the states around an invisible step apart
 * until it asks something that it never asked before, which `known` counts.
 */
export class Visibility {
  readonly #space: Space
  readonly #tags: readonly string[]
  /** By slot, the questions put to it. */
  readonly #questions: Map<string, Answer>[] = []
  /** By slot and configuration, the answers to the first questions. */
  readonly #answers: string[][][] = []
  readonly #progress: readonly (Property & { kind: 'progress' })[]
  readonly #overTime: boolean
  #known = 0

  constructor(space: Space, properties: readonly Property[]) {
    this.#space = space
    this.#tags = properties.flatMap((property) => (property.kind === 'at-most-one' ? [property.tag] : []))
    this.#progress = properties.filter((property) => property.kind === 'progress')
    this.#overTime = properties.some(isLiveness)
  }

  /** How many questions were put so far. */
  get known(): number {
    return this.#known
  }

  /** The slots that are asked anything where there are properties over time. */
  get watched(): readonly number[] {
    return this.#overTime ? Object.keys(this.#questions).map(Number) : []
  }

  /** Notes a question that a predicate puts to an actor. */
  readonly overhear = (slot: number, question: string, answer: Answer): void => {
    this.#questions[slot] ??= new Map()
    if (this.#questions[slot].has(question)) return
    this.#questions[slot].set(question, answer)
    this.#known++
  }

  /** Whether a property can tell two successive states apart, or sees the step between them: its mover, and its position. */
  sees(before: StateVector, after: StateVector, mover: number, position: number): boolean {
    if (this.#progress.some((property) => this.#isProgress(property, before, after, mover, position))) return true
    for (let slot = 0; slot < after.length; slot++) {
      const [was, is] = [before[slot] ?? 0, after[slot]]
      if (was !== is && this.#differ(slot, before, after)) return true
    }
    return false
  }

  #isProgress(
    { tag, events }: Property & { kind: 'progress' },
    before: StateVector,
    after: StateVector,
    mover: number,
    position: number,
  ): boolean {
    if (mover >= 0 && this.#space.tagged(mover, after[mover], tag)) return true
    return events.length > 0 && events.includes(this.#space.enabled(before)[position].event.type)
  }

  #differ(slot: number, before: StateVector, after: StateVector): boolean {
    const [was, is] = [before[slot] ?? 0, after[slot]]
    const tagged = (tag: string): boolean => this.#space.tagged(slot, was, tag) !== this.#space.tagged(slot, is, tag)
    if (this.#tags.some(tagged)) return true
    if (this.#questions[slot] === undefined) return false
    const [said, says] = [this.#answersIn(slot, before), this.#answersIn(slot, after)]
    return said.some((answer, question) => answer !== says[question])
  }

  #answersIn(slot: number, state: StateVector): readonly string[] {
    const config = state[slot] ?? 0
    this.#answers[slot] ??= []
    this.#answers[slot][config] ??= []
    const answers = this.#answers[slot][config]
    const questions = [...this.#questions[slot].values()]
    if (answers.length < questions.length) {
      const actor = this.#space.view(state).actor(this.#space.slots[slot])
      for (const question of questions.slice(answers.length)) answers.push(answerOf(question, actor, config))
    }
    return answers
  }
}

/** An answer as a key. What has none (a reference to an actor, say) is as good as the whole configuration. */
function answerOf(question: Answer, actor: ActorState, config: number): string {
  if (question === undefined) return `#${config}`
  try {
    return keyOf(question(actor), () => undefined)
  } catch {
    return `#${config}`
  }
}
