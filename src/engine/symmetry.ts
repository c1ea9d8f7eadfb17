import { InterlockError } from './error.ts'
import type { Copies } from './interchangeable.ts'
import type { Local } from './local.ts'
import type { StateVector } from './space.ts'
import { Swap } from './swap.ts'

/** The most orders of the copies: each is gone through for every step of a search. */
const MOST_ORDERS = 720

/** A permutation of the slots: that of another element, followed by a swap. */
interface Element {
  readonly slots: Int32Array
  readonly after: number
  readonly swap: number
}

/** A state, and the element of the group that made it of another one. */
export interface Turned {
  readonly state: StateVector
  readonly by: number
}

/**
 * The symmetry of a system whose copies are interchangeable: the group of all their orders, which acts on slots and states.
 * Elements are numbered; 0 is the identity. That the copies are indeed interchangeable is seen to for every configuration
 * that a search meets, in each order of the copies (see `Swap.check`).
 */
export class Symmetry {
  readonly #swaps: readonly Swap[]
  readonly #elements: readonly Element[]
  readonly #numbers: ReadonlyMap<string, number>
  readonly #images: readonly StateVector[]
  readonly #orbits: readonly (readonly number[])[]

  /** @throws InterlockError when the copies have too many orders. */
  constructor(system: string, groups: readonly Copies[], local: Local) {
    const orders = groups.reduce((product, copies) => product * factorial(copies.length), 1)
    if (orders > MOST_ORDERS) {
      throw new InterlockError(
        'system',
        `${system}: symmetric: the copies have ${orders} orders, and at most ${MOST_ORDERS} are gone through (six copies of one role); declare fewer, or search without symmetry`,
      )
    }
    this.#swaps = groups.flatMap((copies) =>
      copies.slice(1).map((copy, index) => new Swap(system, copies[index], copy, local)),
    )
    const { elements, numbers } = generated(this.#swaps)
    this.#elements = elements
    this.#numbers = numbers
    const width = elements[0].slots.length
    this.#images = elements.map(() => new Int32Array(width))
    this.#orbits = Array.from({ length: width }, (_, slot) => [...new Set(elements.map(({ slots }) => slots[slot]))])
  }

  /** How many orders the copies have. */
  get order(): number {
    return this.#elements.length
  }

  /** The slots that an element takes the slots to. */
  slots(element: number): Int32Array {
    return this.#elements[element].slots
  }

  /** The slots that a slot can change places with, itself included. */
  orbit(slot: number): readonly number[] {
    return this.#orbits[slot]
  }

  /** The element that does what `first` does and then what `second` does. */
  compose(second: number, first: number): number {
    const { slots } = this.#elements[second]
    return this.#numbers.get(this.#elements[first].slots.map((slot) => slots[slot]).join()) as number
  }

  /**
   * The images of a state under all elements, by their numbers; valid until the next call.
   *
   * @throws InterlockError when the copies turn out not to be interchangeable.
   */
  images(state: StateVector): readonly StateVector[] {
    const width = this.#images[0].length
    const child = state.findIndex((config, slot) => slot >= width && config !== 0)
    if (child >= 0) this.#swaps[0].refuseChild(child)
    this.#images[0].set(state.subarray(0, width))
    for (let element = 1; element < this.#elements.length; element++) {
      const { after, swap } = this.#elements[element]
      this.#turn(this.#swaps[swap], this.#images[after], this.#images[element])
    }
    return this.#images
  }

  /** The image of a state under one element; throws as `images`. */
  image(state: StateVector, element: number): StateVector {
    if (element === 0) return state.slice()
    const { after, swap } = this.#elements[element]
    const image = new Int32Array(state.length)
    this.#turn(this.#swaps[swap], this.image(state, after), image)
    return image
  }

  /** The state that stands for all images of a state: the least. Valid until the next call; throws as `images`. */
  canonical(state: StateVector): Turned {
    const images = this.images(state)
    let by = 0
    for (let element = 1; element < images.length; element++) if (isLess(images[element], images[by])) by = element
    return { state: images[by], by }
  }

  /**
   * Makes sure that the system starts the same in each order of the copies.
   * @throws InterlockError when it does not.
   */
  checkStart(state: StateVector): void {
    const [start] = this.images(state)
    const image = new Int32Array(start.length)
    for (const swap of this.#swaps) {
      this.#turn(swap, start, image)
      const slot = start.findIndex((config, index) => config !== image[index])
      if (slot >= 0) swap.refuse(slot, 'starts otherwise than with the two exchanged')
    }
  }

  #turn(swap: Swap, from: StateVector, to: StateVector): void {
    for (let slot = 0; slot < from.length; slot++) {
      const config = from[slot]
      to[swap.slots[slot]] = config === 0 ? 0 : (swap.known(slot, config) ?? this.#learn(swap, slot, config))
    }
  }

  /** The image of a configuration, after it and its images under all elements were seen to. */
  #learn(swap: Swap, slot: number, config: number): number {
    const open = [{ slot, config }]
    for (const at of open) {
      for (const each of this.#swaps) {
        if (each.known(at.slot, at.config) !== undefined) continue
        open.push({ slot: each.slots[at.slot], config: each.check(at.slot, at.config) })
      }
    }
    return swap.known(slot, config) as number
  }
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}

function isLess(a: StateVector, b: StateVector): boolean {
  const at = a.findIndex((config, slot) => config !== b[slot])
  return at >= 0 && a[at] < b[at]
}

/** The elements of the group that swaps generate. */
function generated(swaps: readonly Swap[]): { elements: readonly Element[]; numbers: ReadonlyMap<string, number> } {
  const identity = Int32Array.from(swaps[0].slots.keys())
  const elements: Element[] = [{ slots: identity, after: 0, swap: -1 }]
  const numbers = new Map([[identity.join(), 0]])
  for (let after = 0; after < elements.length; after++) {
    for (const [swap, { slots }] of swaps.entries()) {
      const image = elements[after].slots.map((slot) => slots[slot])
      if (numbers.has(image.join())) continue
      numbers.set(image.join(), elements.length)
      elements.push({ slots: image, after, swap })
    }
  }
  return { elements, numbers }
}
