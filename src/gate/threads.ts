import type { Node, Op, SkeletonThread } from '../model/source/skeleton.ts'
import { comesBack } from '../model/source/thread.ts'
import { crewed } from './crew.ts'
import type { Evaluator, Spawn } from './evaluator.ts'
import { extract } from './extract.ts'
import type { State } from './outcome.ts'
import { reduce } from './reduce.ts'
import { slice } from './slice.ts'

/** Threads of one kind that a system has when a loop creates them: enough for two to get into each other's way. */
const CROWD = 2
/** Threads of one kind that a system has when one place after the other creates them; more are a crowd. */
const MOST_COUNTED = 3
/** Times that a program is read before what its memory holds must be known. */
const MOST_PASSES = 10
/** Kinds of threads that a program may have. */
const MOST_THREADS = 400

/** A program as threads. */
export interface Threads {
  readonly threads: readonly SkeletonThread[]
  /** Nothing was cut off. */
  readonly complete: boolean
  /** The kind of thread that serves requests: several of it may run. */
  readonly crowd: string | undefined
}

/** A thread as it was read, and what of the memory it looked at. */
interface Reading {
  readonly thread: SkeletonThread
  readonly complete: boolean
  readonly seen: ReadonlyMap<string, number>
}

/** Reads the main thread, the threads that it creates, and theirs, again and again until their memory is known. */
export function threadsOf(on: Evaluator, main: State): Threads {
  let counts: Counts = new Map()
  const known = new Map<string, Reading>()
  for (let pass = 0; ; pass++) {
    on.memory.changed = false
    const readings = readOnce(on, main, counts, known)
    const threads = readings.map(({ thread }) => thread)
    const next = countsIn(threads)
    const settled = !on.memory.changed && [...next].every(([kind, count]) => (counts.get(kind) ?? 1) >= count)
    if (settled || pass >= MOST_PASSES) {
      const complete = settled && on.spawns.size <= MOST_THREADS && readings.every((reading) => reading.complete)
      const crowd = [...counts].find(
        ([kind, count]) => isCrowd(count) && threads.some((thread) => thread.kind === kind),
      )
      const sliced = slice(threads).map((thread) => ({ ...thread, nodes: reduce(awaited(thread.nodes)) }))
      return { threads: sliced, complete, crowd: crowd?.[0] }
    }
    for (const [kind, count] of counts) next.set(kind, Math.max(count, next.get(kind) ?? 1))
    counts = next
  }
}

function readOnce(on: Evaluator, main: State, counts: Counts, known: Map<string, Reading>): readonly Reading[] {
  const readings = [readThread(on, 'main', undefined, main, known)]
  // The list grows while it is gone through: threads create threads.
  for (let index = 0; index < Math.min(on.spawns.size, MOST_THREADS); index++) {
    const spawn = [...on.spawns.values()][index]
    const count = counts.get(spawn.kind) ?? 1
    for (let k = 1; k <= (isCrowd(count) ? CROWD : count); k++) {
      const reading = readThread(on, nameOf(on, spawn, k), spawn.kind, startOf(on, spawn), known)
      readings.push({ ...reading, thread: { ...reading.thread, another: k > 1 && isCrowd(count) } })
    }
  }
  return readings
}

/** Reads a thread, unless nothing that it looks at is new. */
function readThread(
  on: Evaluator,
  name: string,
  kind: string | undefined,
  start: State,
  known: Map<string, Reading>,
): Reading {
  const key = kind === undefined ? 'main' : `${[...on.spawns.keys()].indexOf(kind)}${name.slice(name.lastIndexOf('#'))}`
  on.owners.set(key, name)
  const before = known.get(key)
  if (before !== undefined && on.memory.isKnown(before.seen)) {
    return { ...before, thread: { ...before.thread, name } }
  }
  on.owner = key
  on.memory.seen.clear()
  const { nodes, complete } = extract(on, start)
  const thread = { name, kind, nodes: reduce(awaited(reduce(crewed(nodes.map(quiet))))) }
  const reading = { thread, complete, seen: new Map(on.memory.seen) }
  known.set(key, reading)
  return reading
}

/** `http_listen#1`; threads whose functions have the same name are told apart by a letter. */
function nameOf(on: Evaluator, spawn: Spawn, k: number): string {
  const same = [...on.spawns.values()].filter(({ name }) => name === spawn.name)
  const letter = same.length < 2 ? '' : String.fromCharCode(97 + (same.indexOf(spawn) % 26))
  const name = spawn.name.replace(/^__scheduler$/, 'sched').replace(/^__callers$/, 'caller')
  return `${name}${letter}#${k}`
}

function startOf(on: Evaluator, { fn, argument }: Spawn): State {
  const given = [{ label: undefined, optional: false, value: argument }]
  return on.give(fn, on.frames.push({ kind: 'more', expr: 0, given, next: on.frames.bottom }))
}

/** A pause does nothing. */
function quiet(node: Node): Node {
  if (node.op.do !== 'pause') return node
  return { ...node, op: { do: 'choose' } }
}

/** A loop that reads the same cell until it changes waits for the change; so does one that tries a lock. */
function awaited(nodes: readonly Node[]): readonly Node[] {
  return nodes.map((node, index) => {
    if (node.op.do === 'read' && node.next.size > 1) {
      const next = new Map([...node.next].filter(([, to]) => to !== index))
      return next.size > 0 && next.size < node.next.size ? { ...node, op: { ...node.op, waits: true }, next } : node
    }
    if (node.op.do === 'try' && node.next.get('busy') === index) {
      const op: Op = { do: 'lock', mutex: node.op.mutex }
      return { ...node, op, next: new Map([['done', node.next.get('done') ?? index]]) }
    }
    return node
  })
}

/** By kind, how many threads of it are created. */
type Counts = Map<string, number>

const isCrowd = (count: number): boolean => count > MOST_COUNTED

/** Threads that are created in a loop, or by threads of which there are several, are a crowd; others are counted. */
function countsIn(threads: readonly SkeletonThread[]): Counts {
  const counts: Counts = new Map()
  for (const thread of threads) {
    const several = threads.filter(({ kind }) => kind !== undefined && kind === thread.kind).length > 1
    const own: Counts = new Map()
    thread.nodes.forEach(({ op }, index) => {
      if (op.do !== 'spawn') return
      const crowd = several || comesBack(thread.nodes, index)
      own.set(op.kind, (own.get(op.kind) ?? 0) + (crowd ? Number.POSITIVE_INFINITY : 1))
    })
    for (const [kind, count] of own) {
      counts.set(kind, Math.max(count, counts.get(kind) ?? 1))
    }
  }
  return counts
}
