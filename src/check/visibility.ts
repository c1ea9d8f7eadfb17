import { keyOf } from '../engine/key.ts'
import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import type { Answer } from '../engine/question.ts'
import type { Space, StateVector } from '../engine/space.ts'

/**
 * Which steps a property can see. A step is visible when it changes the answer to a question that one of its predicates has
 * put to an actor, or a tag that it counts, or is progress; no predicate can tell the states around an invisible step apart
 * until it asks something that it never asked before, which `known` counts.
 */
export class Visibility {
  readonly #space: Space
  readonly #property: Property
  /** By slot, the questions put to it. */
  readonly #questions: Map<string, Answer>[] = []
  /** By slot and configuration, the answers to the first questions. */
  readonly #answers: string[][][] = []
  #known = 0

  constructor(space: Space, property: Property) {
    this.#space = space
    this.#property = property
  }

  /** How many questions were put so far. */
  get known(): number {
    return this.#known
  }

  /** The slots that a property over time asks anything; of another one none. */
  get watched(): readonly number[] {
    return isLiveness(this.#property) ? Object.keys(this.#questions).map(Number) : []
  }

  /** Notes a question that a predicate puts to an actor. */
  readonly overhear = (slot: number, question: string, answer: Answer): void => {
    this.#questions[slot] ??= new Map()
    if (this.#questions[slot].has(question)) return
    this.#questions[slot].set(question, answer)
    this.#known++
  }

  /** Whether the property can tell two successive states apart, or sees the step between them: its mover, and its position. */
  sees(before: StateVector, after: StateVector, mover: number, position: number): boolean {
    if (this.#property.kind === 'progress') return this.#isProgress(this.#property, before, after, mover, position)
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
    if (this.#property.kind === 'at-most-one') {
      const { tag } = this.#property
      return this.#space.tagged(slot, was, tag) !== this.#space.tagged(slot, is, tag)
    }
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
      const name = this.#space.slots[slot]
      const view = this.#space.view(state)
      for (const question of questions.slice(answers.length)) {
        answers.push(keyFor(config, () => question(view.actor(name), () => view.mailbox(name))))
      }
    }
    return answers
  }
}

/** An answer as a key. What has none (a reference to an actor, say) is as good as the whole configuration. */
function keyFor(config: number, answer: () => unknown): string {
  try {
    return keyOf(answer(), () => undefined)
  } catch {
    return `#${config}`
  }
}
