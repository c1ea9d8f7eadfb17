import { InterlockError } from '../engine/error.ts'
import { monitors } from '../engine/monitor.ts'
import type { Property } from '../engine/property.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { StepFlaw } from '../engine/step.ts'
import type { BoundHit, Violation } from '../engine/verdict.ts'
import { NO_ERRORS, NO_REPORTED_EVENTS, violatedBy, violationOf } from '../engine/verdict.ts'
import { BitTable } from './bit-table.ts'
import { explainState, unfinished } from './deadlock.ts'
import { memoryHit } from './memory.ts'
import { Reports } from './reports.ts'
import type { Bounds, Progress } from './search.ts'
import { boundsOf } from './search.ts'

/** The largest table: its bits are numbered by 32-bit hashes. */
const MOST_MIB = 512
/** Steps from the initial state, when no bound is given: what is on the way there is kept. */
const DEPTH = 10_000

/** What a bitstate search found. */
export interface Supertrace {
  readonly found: readonly {
    readonly property: string
    readonly violation: Violation
    readonly path: readonly number[]
  }[]
  readonly witnessed: readonly { readonly property: string; readonly path: readonly number[] }[]
  readonly hit: BoundHit
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly bytes: number
}

/** A state on the way, and the successors that are still to be looked at: the positions of the steps, and the states. */
interface Frame {
  readonly open: { readonly position: number; readonly state: StateVector }[]
  readonly position: number
}

/**
 * Depth-first search that keeps of each state only bits in a table of so many MiB: for systems that are too large to keep their
 * states. What it finds is real; what it does not find may be among the states that it took for known. It asks the properties of
 * single states, and whether executions end where somebody is not done.
 */
export function* supertrace(
  space: Space,
  properties: readonly Property[],
  mebibytes: number,
  bounds: Bounds,
): Generator<Progress, Supertrace, BoundHit | undefined> {
  if (!Number.isInteger(mebibytes) || mebibytes < 1 || mebibytes > MOST_MIB) {
    throw new InterlockError('bounds', `bitstate is ${mebibytes}; it must be a whole number of MiB, 1 to ${MOST_MIB}`)
  }
  const limits = boundsOf(bounds)
  const most = Math.min(limits.depth, DEPTH)
  const table = new BitTable(mebibytes * 2 ** 20)
  const notes = new Notes(space, properties)
  const frames: Frame[] = []
  let [states, transitions, depth] = [0, 0, 0]
  const way = (): readonly number[] => frames.slice(1).map(({ position }) => position)
  const bytes = (): number => table.bytes + space.bytes
  const enter = (state: StateVector, position: number): void => {
    const open: Frame['open'] = []
    frames.push({ open, position })
    states++
    depth = Math.max(depth, frames.length - 1)
    notes.state(state, way)
    let isEnd = true
    space.expand(state, (next, _, flags, at) => {
      isEnd = false
      transitions++
      if (flags !== 0) notes.fault(space.take(state, at).flaw, () => [...way(), at])
      if (frames.length <= most) open.push({ position: at, state: next.slice() })
    })
    open.reverse()
    if (isEnd) notes.end(state, way)
  }
  const start = space.initial()
  if (start.flaw !== undefined) notes.fault(start.flaw, way)
  table.add(start.state)
  enter(start.state, -1)
  const reports = new Reports()
  let hit: BoundHit | undefined
  for (let looked = 1; frames.length > 0 && hit === undefined; looked++) {
    const next = frames[frames.length - 1].open.pop()
    if (next === undefined) frames.pop()
    else if (table.add(next.state)) enter(next.state, next.position)
    if (states >= limits.states) hit = { bound: 'states', limit: limits.states }
    if (!reports.isDue(looked, transitions)) continue
    hit ??= memoryHit(limits.memory, bytes(), space.bytes)
    const progress = { states, expanded: states, transitions, depth, bytes: bytes(), ending: undefined }
    hit ??= yield { ...progress, crowds: () => space.crowds?.() ?? [] }
  }
  hit ??= { bound: 'bitstate', limit: table.bytes, omission: table.omission }
  return { ...notes.all(), hit, states, transitions, depth, bytes: bytes() }
}

type Path = () => readonly number[]

/** The first violation of each property, and the first witness. */
class Notes {
  readonly #space: Space
  readonly #properties: readonly Property[]
  readonly #monitors: ReturnType<typeof monitors>
  readonly #found = new Map<string, { readonly violation: Violation; readonly path: readonly number[] }>()
  readonly #witnessed = new Map<string, readonly number[]>()

  constructor(space: Space, properties: readonly Property[]) {
    this.#space = space
    this.#properties = properties
    this.#monitors = monitors(space, properties)
  }

  state(state: StateVector, path: Path): void {
    for (const monitor of this.#monitors) {
      const { name, kind } = monitor.property
      const violation = monitor.violation(state)
      if (violation !== undefined) this.#note(name, violation, path)
      if (kind === 'sometimes' && monitor.seen() && !this.#witnessed.has(name)) this.#witnessed.set(name, path())
    }
  }

  fault(fault: StepFlaw | undefined, path: Path): void {
    const name = fault && violatedBy(fault, this.#properties)
    if (fault !== undefined && name !== undefined) this.#note(name, violationOf(fault), path)
  }

  /** Nothing is enabled here. */
  end(state: StateVector, path: Path): void {
    const property = this.#properties.find(({ kind }) => kind === 'deadlock-free')
    const slots = property === undefined ? [] : unfinished(this.#space, state)
    if (property === undefined || slots.length === 0 || this.#found.has(property.name)) return
    const explanation = explainState(this.#space, state, slots)
    this.#note(property.name, { kind: 'deadlock', extent: 'global', explanation }, path)
  }

  #note(name: string, violation: Violation, path: Path): void {
    if (!this.#found.has(name)) this.#found.set(name, { violation, path: path() })
  }

  /** All of them, in the order of the properties. */
  all(): Pick<Supertrace, 'found' | 'witnessed'> {
    const names = [NO_ERRORS, NO_REPORTED_EVENTS, ...this.#properties.map(({ name }) => name)]
    return {
      found: names.flatMap((property) => {
        const found = this.#found.get(property)
        return found === undefined ? [] : [{ property, ...found }]
      }),
      witnessed: [...this.#witnessed].map(([property, path]) => ({ property, path })),
    }
  }
}
