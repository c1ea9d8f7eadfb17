import type { Space, StateVector } from '../engine/space.ts'
import { FLAG } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import { isHarm } from '../engine/step.ts'
import type { Moment } from './judge.ts'

/** What to look for, among which steps, and how far. */
export interface Quest {
  readonly space: Space
  /** Whether a moment is one that is looked for. */
  readonly found: (moment: Moment) => boolean
  /** Whether a step may be part of the way. */
  readonly allowed: (step: Step) => boolean
  /** The most steps of a way, and the most of them that may be harm. */
  readonly steps: number
  readonly faults: number
  /** Called for each step that is tried; `false` ends the search. */
  readonly spend: () => boolean
}

/** A shortest way, as positions; `none` when there is none so short; `unknown` when the search was ended before. */
export type Way = { readonly positions: readonly number[] } | 'none' | 'unknown'

/** A state with the actor that moved last, and the best way to it. */
interface Node {
  readonly state: StateVector
  readonly actor: string | undefined
  readonly switches: number
  /** Steps of harm so far; the same on all ways to a state, whose budgets are part of it. */
  readonly faults: number
  readonly before: Node | undefined
  readonly position: number
  readonly last: Moment['last']
}

/**
 * A shortest way to a moment that is looked for, and among those one with the fewest context switches: breadth-first, level by
 * level, over states with the actor that moved last. Yields after each state.
 */
export function* shortestWay(quest: Quest): Generator<void, Way> {
  const { state, flaw } = quest.space.initial()
  const root = { actor: undefined, switches: 0, faults: 0, before: undefined, position: -1 }
  let level: readonly Node[] = [{ ...root, state, last: { flaw } }]
  const passed = new Set<string>()
  for (let depth = 0; level.length > 0; depth++) {
    const end = yield* bestEnd(quest, level)
    if (end !== undefined) return { positions: positionsTo(end) }
    if (depth === quest.steps) break
    const next = yield* nextLevel(quest, level, passed)
    if (next === undefined) return 'unknown'
    level = next
  }
  return 'none'
}

/** Of the nodes that are looked for the one with the fewest context switches. */
function* bestEnd({ space, found }: Quest, level: readonly Node[]): Generator<void, Node | undefined> {
  let best: Node | undefined
  for (const node of level) {
    const { state, last } = node
    if (best !== undefined && node.switches >= best.switches) continue
    if (found({ space, state, last, enabled: space.enabled(state), length: 0 })) best = node
    yield
  }
  return best
}

/** The nodes one step further that no shorter way leads to; `undefined` when there was not enough to spend. */
function* nextLevel(
  quest: Quest,
  level: readonly Node[],
  passed: Set<string>,
): Generator<void, readonly Node[] | undefined> {
  for (const { state } of level) passed.add(keyOf(state))
  const next = new Map<string, Node>()
  for (const node of level) {
    for (const [position, step] of quest.space.enabled(node.state).entries()) {
      if (!quest.allowed(step) || (isHarm(step) && node.faults >= quest.faults)) continue
      if (!quest.spend()) return undefined
      note(next, passed, after(quest.space, node, position, step))
    }
    yield
  }
  return [...next.values()]
}

function after(space: Space, before: Node, position: number, step: Step): Node {
  const { actor } = step
  const { state, flaw } = space.take(before.state, position)
  const switches = before.switches + (before.actor === undefined || before.actor === actor ? 0 : 1)
  const faults = before.faults + (isHarm(step) ? 1 : 0)
  return { state, actor, switches, faults, before, position, last: { flaw } }
}

function note(next: Map<string, Node>, passed: ReadonlySet<string>, node: Node): void {
  const { flaw } = node.last
  const key = keyOf(node.state)
  // A flawed step is a moment of its own, though the state may have been met.
  if (passed.has(key) && flaw === undefined) return
  const place = `${node.actor} ${flaw === undefined ? 0 : FLAG[flaw.kind]} ${key}`
  const known = next.get(place)
  if (known === undefined || node.switches < known.switches) next.set(place, node)
}

/** A state as text; slots that appear later do not change it. */
function keyOf(state: StateVector): string {
  let end = state.length
  while (end > 0 && state[end - 1] === 0) end--
  return state.subarray(0, end).join()
}

function positionsTo(end: Node): readonly number[] {
  const positions: number[] = []
  for (let node: Node | undefined = end; node?.before !== undefined; node = node.before) positions.push(node.position)
  return positions.reverse()
}
