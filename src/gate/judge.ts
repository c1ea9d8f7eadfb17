import type { Graph } from '../check/graph.ts'
import { pathTo } from '../check/graph.ts'
import { search } from '../check/search.ts'
import type { Stuck } from '../check/stuck.ts'
import { findStuck } from '../check/stuck.ts'
import { explain } from '../engine/explanation.ts'
import { Network } from '../engine/network.ts'
import type { StateVector } from '../engine/space.ts'
import type { WaitEdge } from '../engine/wait.ts'
import type { Node, SkeletonThread } from '../model/source/skeleton.ts'
import { sourceSystem } from '../model/source/system.ts'
import type { ThreadContext } from '../model/source/thread.ts'
import { MISTAKEN, UNLOCKED_WAIT } from '../model/source/thread.ts'

/** States of a program that are looked at. */
const MOST_STATES = 2_500_000
/** Functions of a library that are explored all together. */
const MOST_TOGETHER = 4
/** Ends that are told apart. */
const MOST_ENDS = 4_000

/** What goes wrong, and where in the exploration. */
export interface Failure {
  readonly kind:
    | 'deadlock'
    | 'wrong-self'
    /** The actors sleep for ever; they wait for servers that sleep. */
    | 'asleep'
    | 'unserved'
    | 'never-answered'
    | 'two-inside'
    | 'leak'
    | 'unlocked-wait'
  /** The threads that it is about; of a leak, the one that left. */
  readonly actors: readonly string[]
  /** The servers among those that the actors wait for which sleep, as servers without work may: the nearest first. */
  readonly dozing: readonly string[]
  readonly cycle: readonly WaitEdge[]
  /** The lock that is left held. */
  readonly lock: string | undefined
  readonly path: readonly StateVector[]
  /** The path goes through a guess, or through something that the system has too few of: it need not exist. */
  readonly guessed: boolean
}

/** What the exploration of a program came to. */
export interface Judged {
  readonly network: Network
  readonly threads: readonly SkeletonThread[]
  readonly failures: readonly Failure[]
  readonly states: number
  readonly complete: boolean
}

interface ThreadState {
  readonly value: string
  readonly context: ThreadContext
  readonly finished: boolean
}

/**
 * Explores all interleavings of the threads of a program: first with one thread of each crowd, which finds the shortest
 * ways into trouble, then with all of them.
 */
export function judge(
  name: string,
  threads: readonly SkeletonThread[],
  callback: string | undefined,
): readonly Judged[] {
  const joined = threads.some(({ nodes }) => nodes.some(({ op }) => op.do === 'join'))
  const able = threads.filter((thread) => joined || !isHarmless(thread))
  const callers = able.filter((thread) => /^caller/.test(thread.name))
  if (callers.length > MOST_TOGETHER) return pairsOf(callers, able).map((pair) => explore(name, pair, callback))
  const few = able.filter((thread) => thread.name === callback || !thread.another)
  const first = few.length < able.length ? [explore(name, few, callback)] : []
  return [...first, explore(name, able, callback)]
}

/** A library has many functions that may be called at once: each two of them, together with what is no caller. */
function pairsOf(
  callers: readonly SkeletonThread[],
  able: readonly SkeletonThread[],
): readonly (readonly SkeletonThread[])[] {
  const others = able.filter((thread) => !callers.includes(thread))
  return callers.flatMap((one, index) => callers.slice(index + 1).map((other) => [...others, one, other]))
}

function explore(name: string, threads: readonly SkeletonThread[], callback: string | undefined): Judged {
  const network = new Network(sourceSystem({ name, threads, callback }), 'free')
  const start = network.initial().state
  const sight = new Sight(network, threads)
  const observer = { state: (index: number, state: StateVector) => sight.see(index, state), flagged: () => {} }
  const run = search(network, start, { states: MOST_STATES }, observer)
  let step = run.next()
  while (!step.done) step = run.next()
  const graph = step.value
  const failures = sight.failures(graph)
  if (graph.hit === undefined) failures.push(...deadEnds(network, graph, sight))
  return { network, threads, failures, states: graph.states, complete: graph.hit === undefined }
}

/**
 * A thread that takes one lock at a time, does nothing under it, and always gives it back, can only wait for others: it
 * is left out where nobody waits for its end.
 */
function isHarmless({ nodes, kind }: SkeletonThread): boolean {
  if (kind === undefined) return false
  const seen = new Set<string>()
  const pending: (readonly [node: number, held: string])[] = [[0, '']]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, held] = next
    if (seen.has(`${at} ${held}`)) continue
    seen.add(`${at} ${held}`)
    const after = harmlessStep(nodes[at], held)
    if (after === undefined) return false
    pending.push(...after)
  }
  return true
}

/** Where a thread goes on and what it holds then; `undefined` when it does more than lock and unlock. */
function harmlessStep({ op, next }: Node, held: string): readonly (readonly [number, string])[] | undefined {
  const done = next.get('done')
  if (op.do === 'choose') return [...next.values()].map((to) => [to, held] as const)
  if (op.do === 'rest' && held === '' && done !== undefined) return [[done, '']]
  if (op.do === 'lock' && held === '' && done !== undefined) return [[done, op.mutex]]
  if (op.do === 'unlock' && held === op.mutex && done !== undefined) return [[done, '']]
  return op.do === 'end' && held === '' ? [] : undefined
}

/** What single states show. */
class Sight {
  readonly #network: Network
  readonly #slots: readonly (readonly [slot: number, name: string])[]
  readonly #creators: ReadonlyMap<string, readonly string[]>
  readonly #memo: Map<number, ThreadState>[] = []
  readonly #found = new Map<
    string,
    { kind: Failure['kind']; actors: readonly string[]; lock: string | undefined; index: number }
  >()

  constructor(network: Network, threads: readonly SkeletonThread[]) {
    this.#network = network
    this.#slots = threads.map(({ name }) => [network.slots.indexOf(name), name] as const)
    this.#creators = new Map(threads.map(({ name, kind }) => [name, creatorsOf(kind, threads)]))
  }

  thread(slot: number, state: StateVector): ThreadState {
    this.#memo[slot] ??= new Map()
    const known = this.#memo[slot].get(state[slot])
    if (known !== undefined) return known
    const actor = this.#network.view(state).actor(this.#network.slots[slot])
    const seen = {
      value: String(actor.value),
      context: actor.context as ThreadContext,
      finished: actor.status === 'done',
    }
    this.#memo[slot].set(state[slot], seen)
    return seen
  }

  threads(state: StateVector): readonly (readonly [string, ThreadState])[] {
    return this.#slots.map(([slot, name]) => [name, this.thread(slot, state)] as const)
  }

  /** Who creates the threads that are not there yet. */
  creations(state: StateVector): readonly WaitEdge[] {
    const unborn = this.threads(state).filter(([, { value }]) => value === 'unborn')
    return unborn.flatMap(([from]) =>
      (this.#creators.get(from) ?? []).map((to) => ({ from, kind: 'runs', to }) as const),
    )
  }

  /** Whether somebody is just guessing. */
  isGuessing(state: StateVector): boolean {
    return this.threads(state).some(([, { value }]) => value.includes('~'))
  }

  see(index: number, state: StateVector): void {
    const inside: string[] = []
    for (const [slot, name] of this.#slots) {
      const { value, context, finished } = this.thread(slot, state)
      if (context.inside && !finished) inside.push(name)
      if (finished && value !== MISTAKEN && value !== UNLOCKED_WAIT) {
        for (const lock of context.holds) this.#note('leak', [name], lock, index, `${name} ${lock} ${value}`)
      }
      if (value === MISTAKEN) this.#note('wrong-self', [name], undefined, index, name)
      if (value === UNLOCKED_WAIT) this.#note('unlocked-wait', [name], undefined, index, name)
    }
    if (inside.length > 1) this.#note('two-inside', inside, undefined, index, inside.join(' '))
  }

  #note(kind: Failure['kind'], actors: readonly string[], lock: string | undefined, index: number, key: string): void {
    if (!this.#found.has(`${kind} ${key}`)) this.#found.set(`${kind} ${key}`, { kind, actors, lock, index })
  }

  failures(graph: Graph): Failure[] {
    return [...this.#found.values()].map(({ kind, actors, lock, index }) => ({
      kind,
      actors,
      lock,
      dozing: [],
      cycle: [],
      ...told(this.#network, this, kind, statesTo(this.#network, graph, index)),
    }))
  }
}

function creatorsOf(kind: string | undefined, threads: readonly SkeletonThread[]): readonly string[] {
  const creates = ({ nodes }: SkeletonThread): boolean => nodes.some(({ op }) => op.do === 'spawn' && op.kind === kind)
  return threads.filter(creates).map(({ name }) => name)
}

function statesTo(network: Network, graph: Graph, index: number): readonly StateVector[] {
  let state = network.initial().state
  const states = [state]
  for (const position of pathTo(graph, index)) {
    state = network.take(state, position).state
    states.push(state)
  }
  return states
}

/** The distinct ways in which threads stop for ever, each by a shortest path. */
function deadEnds(network: Network, graph: Graph, sight: Sight): Failure[] {
  const stuck = findStuck(network, graph)
  const found = new Map<string, Failure>()
  const ends = [...stuck.deadlocks].sort((a, b) => a - b).slice(0, MOST_ENDS)
  for (const index of ends) {
    const seen = classify(network, graph, stuck, sight, index)
    if (seen === undefined) continue
    const { kind, actors, dozing, cycle } = seen
    const about =
      cycle.length > 0 ? cycle.map(({ from, kind, to }) => `${from} ${kind} ${to}`) : [...actors, '', ...dozing]
    const key = `${kind} ${about.join()}`
    if (found.get(key)?.guessed === false) continue
    const path = cycle.length > 0 ? closing(network, graph, index, cycle) : statesTo(network, graph, index)
    const failure = { ...seen, ...told(network, sight, kind, path) }
    if (!found.has(key) || !failure.guessed) found.set(key, failure)
  }
  return [...found.values()]
}

/** What is wrong whatever others may do. */
const CERTAIN: ReadonlySet<Failure['kind']> = new Set(['deadlock', 'two-inside', 'unlocked-wait'])

/** A path, and whether it need not exist. */
function told(
  network: Network,
  sight: Sight,
  kind: Failure['kind'],
  path: readonly StateVector[],
): Pick<Failure, 'path' | 'guessed'> {
  const end = path.at(-1)
  const short =
    !CERTAIN.has(kind) &&
    end !== undefined &&
    network.slots.some((slot) => isShort(network.view(end).actor(slot).context))
  return { path, guessed: short || path.some((state) => sight.isGuessing(state)) }
}

/** A queue that was too small for what was put into it, threads that were created and are not there. */
function isShort(context: unknown): boolean {
  return typeof context === 'object' && context !== null && 'over' in context && context.over === true
}

/** The path up to where the cycle closes. */
function closing(network: Network, graph: Graph, index: number, cycle: readonly WaitEdge[]): readonly StateVector[] {
  const path = statesTo(network, graph, index)
  const closed = (state: StateVector): boolean => {
    const edges = network.waits(state)
    return cycle.every((edge) =>
      edges.some(({ from, kind, to }) => from === edge.from && kind === edge.kind && to === edge.to),
    )
  }
  let at = path.length - 1
  while (at > 0 && closed(path[at - 1])) at--
  return path.slice(0, at + 1)
}

function classify(
  network: Network,
  graph: Graph,
  stuck: Stuck,
  sight: Sight,
  index: number,
): Omit<Failure, 'path' | 'guessed'> | undefined {
  const state = graph.state(index).slice()
  const names = stuck.in(index).map((slot) => network.slots[slot])
  const waits = network.waits(state)
  const { cycle } = explain(waits, names)
  const threads = sight.threads(state)
  const isThread = (name: string): boolean => threads.some(([thread]) => thread === name)
  const calm = { dozing: [], cycle: [], lock: undefined }
  if (cycle.some(({ kind }) => kind === 'acquires')) {
    return { ...calm, kind: 'deadlock', actors: cycle.map(({ from }) => from).filter(isThread), cycle }
  }
  const dead = threads.find(([, { finished: gone, context }]) => gone && context.holds.length > 0)
  if (dead !== undefined) return { ...calm, kind: 'leak', actors: [dead[0]], lock: dead[1].context.holds[0] }
  const own = names.filter(isThread)
  if (own.length === 0) return undefined
  const sleepers = threads.filter(([, { value }]) => /w$/.test(value)).map(([name]) => name)
  const asleep = own.filter((name) => sleepers.includes(name))
  const needed = behind([...waits, ...sight.creations(state)], own)
  const dozing = needed.filter((name) => sleepers.includes(name) && !own.includes(name))
  if (asleep.length > 0) return { ...calm, kind: 'asleep', actors: asleep, dozing, cycle }
  if (dozing.length > 0) return { ...calm, kind: 'unserved', actors: own, dozing }
  return { ...calm, kind: 'never-answered', actors: own, cycle }
}

/** Those that some wait for, and that these wait for in turn: the nearest first. */
function behind(waits: readonly WaitEdge[], from: readonly string[]): readonly string[] {
  const found = new Set(from)
  for (const name of found) for (const edge of waits) if (edge.from === name) found.add(edge.to)
  return [...found]
}
