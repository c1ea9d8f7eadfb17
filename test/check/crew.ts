import type { Crew, News } from '../../src/check/crew.ts'
import { Member } from '../../src/check/crew.ts'

/** A crew without threads: each member does its part in turn, in the order of the numbers or against it. */
export class Rehearsal implements Crew {
  readonly size: number
  readonly worth = { states: 0, rest: 1 }
  readonly #members: readonly Member[]

  constructor(size: number) {
    this.size = size
    this.#members = Array.from({ length: size - 1 }, () => new Member())
  }

  isReady(): boolean {
    return true
  }

  tell(news: News): void {
    for (const member of this.#members) member.hear(news)
  }

  begin(): void {
    for (const member of this.#members) member.perform()
  }

  isThrough(): boolean {
    return true
  }

  dismiss(): void {}
}

/** A crew that in one round keeps who waits for it waiting. */
export class Deaf extends Rehearsal {
  isWaitedFor = false
  readonly #deafIn: number
  #rounds = 0

  constructor(round: number) {
    super(2)
    this.#deafIn = round
  }

  override begin(): void {
    this.#rounds++
    super.begin()
  }

  override isThrough(): boolean {
    this.isWaitedFor = this.#rounds === this.#deafIn
    return !this.isWaitedFor
  }
}
