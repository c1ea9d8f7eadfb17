import type { Monitor } from '../engine/monitor.ts'
import { monitors } from '../engine/monitor.ts'
import type { Network } from '../engine/network.ts'
import type { Property } from '../engine/property.ts'
import type { StateVector } from '../engine/space.ts'
import type { Violation } from '../engine/verdict.ts'
import { violatedBy, violationOf } from '../engine/verdict.ts'
import type { Excerpts, ExcerptWatcher } from './excerpts.ts'

/** An excerpt that violates a property, by itself or with one copy more. */
export interface Suspect {
  readonly property: string
  readonly violation: Violation['kind']
  readonly at: number
}

interface Found extends Suspect {
  /** Whether it takes those that are left out to be sure. */
  readonly holds: ((state: StateVector) => boolean) | undefined
}

/**
 * Asks the properties of one copy of every excerpt, and those of two of every two copies that may be in a state together.
 */
export class Suspects implements ExcerptWatcher {
  readonly #space: Network
  readonly #properties: readonly Property[]
  readonly #ofOne: readonly Monitor[]
  readonly #ofTwo: readonly Monitor[]
  readonly #found: Found[] = []

  /** @param properties those that a system has with one copy, and with two. */
  constructor(space: Network, [one, two]: readonly [readonly Property[], readonly Property[]]) {
    this.#space = space
    this.#properties = one
    this.#ofOne = monitors(space, one)
    this.#ofTwo = monitors(space, two)
  }

  excerpt(at: number, state: StateVector): void {
    for (const monitor of this.#ofOne) {
      const violation = monitor.violation(state)
      const holds = (other: StateVector): boolean => monitor.violation(other) !== undefined
      if (violation !== undefined) this.#note(monitor.property.name, violation, at, holds)
    }
  }

  pair(at: number, state: StateVector): void {
    for (const monitor of this.#ofTwo) {
      const violation = monitor.violation(state)
      if (violation !== undefined) this.#note(monitor.property.name, violation, at, undefined)
    }
  }

  flagged(at: number, state: StateVector, position: number): void {
    const { flaw } = this.#space.take(state, position)
    const property = flaw && violatedBy(flaw, this.#properties)
    if (flaw !== undefined && property !== undefined) this.#note(property, violationOf(flaw), at, undefined)
  }

  #note(property: string, { kind }: Violation, at: number, holds: Found['holds']): void {
    this.#found.push({ property, violation: kind, at, holds })
  }

  /** The first that may be part of a whole. */
  suspect(excerpts: Excerpts): Suspect | undefined {
    const isPossible = ({ at, holds }: Found): boolean =>
      holds === undefined || excerpts.isPossibly(at, (state) => holds(excerpts.shown(state)))
    return this.#found.find(isPossible)
  }
}
