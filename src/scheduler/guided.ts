import type { Step } from '../engine/step.ts'
import type { Rehearse, Strategy, Trial } from '../engine/strategy.ts'
import { chainOf } from '../engine/strategy.ts'
import { partialOrderSampling } from './pos.ts'
import type { Random } from './prng.ts'
import { random } from './prng.ts'

/** Runs that learn from each other: a seed is one of so many that follow one another, and learns from those before it. */
const CAMPAIGN = 100
/** The most changes of a parent's constraints in one run. */
const MOST_CHANGES = 3

/** A move of an actor: what it takes, from whom, and for the how many-th time in the run; and the chain that brings it. */
interface Move {
  readonly name: string
  readonly chain: string
}

/** Two moves that an actor made one directly after the other. */
interface Order {
  readonly first: Move
  readonly second: Move
}

/** A schedule of which orders were new: the constraints that it was made by, and the orders that it showed. */
interface Parent {
  readonly constraints: readonly Order[]
  readonly orders: readonly Order[]
}

/**
 * Coverage-guided mutation of schedules, after RFF (Wolff, Shi, Duck, Mathur, Roychoudhury, "Greybox fuzzing for concurrency testing",
 * ASPLOS 2024): a schedule is a few constraints on the order of moves, which POS completes. A run that shows an order of
 * two moves for the first time becomes a parent; later runs change its constraints: reverse an order that it showed, turn
 * a constraint round, or leave one out.
 *
 * Deviations: in place of reads-from pairs there are the moves that an actor makes one directly after the other, by sender,
 * event and count; a constraint asks for one move before another one, and gives way when nothing else can be taken; newer
 * parents are drawn more often, in place of a power schedule. What is learnt ends with a campaign of 100 seeds, so that a seed alone is enough to make its run again: those before it
 * in its campaign are then made first.
 */
export function guided(): Strategy {
  const pos = partialOrderSampling()
  let campaign = new Campaign()
  let last: { readonly seed: number; readonly trial: () => Trial } | undefined
  const begin = (seed: number, trial: () => Trial, rehearse?: Rehearse): void => {
    const place = seed - CAMPAIGN * Math.floor(seed / CAMPAIGN)
    const goesOn = last?.trial === trial && last.seed === seed - 1
    if (place === 0 || !goesOn) campaign = new Campaign()
    if (!goesOn) for (let back = place; back > 0; back--) rehearse?.(seed - back)
    last = { seed, trial }
    campaign.next(random(seed, 5))
    pos.begin(seed, trial)
  }
  const pick = (enabled: readonly Step[]): number => {
    const choices = campaign.choices(enabled)
    const position = choices[pos.pick(choices.map((choice) => enabled[choice]))]
    campaign.taken(enabled[position])
    return position
  }
  return { name: 'guided', begin, pick }
}

/** What the runs of a campaign have learnt, and the run under way. */
class Campaign {
  readonly #seen = new Set<string>()
  readonly #parents: Parent[] = []
  #constraints: readonly Order[] = []
  #orders: Order[] = []
  /** The moves made in this run; how often each kind of them; and by actor the last one. */
  readonly #made = new Set<string>()
  readonly #counts = new Map<string, number>()
  readonly #before = new Map<string, Move>()

  /** Learns from the run that is over, and draws the constraints of the next one. */
  next(draw: Random): void {
    this.#learn()
    this.#orders = []
    this.#made.clear()
    this.#counts.clear()
    this.#before.clear()
    this.#constraints = this.#mutant(draw)
  }

  #learn(): void {
    const known = this.#seen.size
    for (const { first, second } of this.#orders) this.#seen.add(`${first.name}\n${second.name}`)
    if (this.#seen.size > known) this.#parents.push({ constraints: this.#constraints, orders: this.#orders })
  }

  #mutant(draw: Random): readonly Order[] {
    if (this.#parents.length === 0) return []
    const any = (): number => draw(0, this.#parents.length - 1)
    const { constraints, orders } = this.#parents[Math.max(any(), any())]
    let mutant = constraints
    for (let changes = draw(1, MOST_CHANGES); changes > 0; changes--) mutant = changed(mutant, orders, draw)
    return mutant
  }

  /** The positions of the steps that no constraint holds back; all when it holds back every one. */
  choices(enabled: readonly Step[]): readonly number[] {
    const all = [...enabled.keys()]
    const free = all.filter((at) => !this.#isHeld(enabled[at]))
    return free.length === 0 ? all : free
  }

  #isHeld(step: Step): boolean {
    if (this.#constraints.length === 0) return false
    const { name } = this.#move(step)
    return this.#constraints.some(({ first, second }) => second.name === name && !this.#made.has(first.name))
  }

  taken(step: Step): void {
    const { actor } = step
    const second = this.#move(step)
    const first = this.#before.get(actor)
    if (first !== undefined) this.#orders.push({ first, second })
    this.#before.set(actor, second)
    this.#made.add(second.name)
    this.#counts.set(kindOf(step), (this.#counts.get(kindOf(step)) ?? 0) + 1)
  }

  #move(step: Step): Move {
    const kind = kindOf(step)
    return { chain: chainOf(step), name: `${kind}\n${this.#counts.get(kind) ?? 0}` }
  }
}

/** What an actor takes, and from whom. */
function kindOf(step: Step): string {
  return `${step.actor}\n${step.kind === 'deliver' ? step.from : step.kind}\n${step.event.type}`
}

/** The constraints with one more, one less, or one turned round. */
function changed(constraints: readonly Order[], orders: readonly Order[], draw: Random): readonly Order[] {
  const at = constraints.length === 0 ? -1 : draw(0, constraints.length - 1)
  const how = draw(0, 3)
  if (at >= 0 && how === 0) return constraints.toSpliced(at, 1)
  if (at >= 0 && how === 1) return constraints.with(at, reversed(constraints[at]))
  // What one chain brings comes in its order.
  const reversible = orders.filter(({ first, second }) => first.chain !== second.chain)
  return reversible.length === 0 ? constraints : [...constraints, reversed(reversible[draw(0, reversible.length - 1)])]
}

function reversed({ first, second }: Order): Order {
  return { first: second, second: first }
}
