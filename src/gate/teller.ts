import type { Node, Op, SkeletonThread } from '../model/source/skeleton.ts'
import type { ThreadContext } from '../model/source/thread.ts'
import type { Evaluator } from './evaluator.ts'
import { isPrelude } from './outcome.ts'
import type { Expr } from './syntax.ts'

/** A thread in one state. */
export interface Seen {
  readonly value: string
  readonly context: ThreadContext
}

/** Something that a thread did. */
interface Told {
  readonly text: string
  readonly expr: Expr | undefined
  /** The lock that it took. */
  readonly lock: string | undefined
}

/** Words for what threads do between two of their states. */
export class Teller {
  readonly #on: Evaluator
  readonly #nodes: ReadonlyMap<string, readonly Node[]>
  /** The conditions on which threads sleep. */
  readonly conditions: readonly string[]

  constructor(on: Evaluator, threads: readonly SkeletonThread[]) {
    this.#on = on
    this.#nodes = new Map(threads.map(({ name, nodes }) => [name, nodes]))
    const waits = threads.flatMap(({ nodes }) => nodes.flatMap(({ op }) => (op.do === 'wait' ? [op.condition] : [])))
    this.conditions = [...new Set(waits)]
  }

  node(name: string, { value }: Seen): Node | undefined {
    const index = /^n(\d+)/.exec(value)?.[1]
    return index === undefined ? undefined : this.#nodes.get(name)?.[Number(index)]
  }

  #expr(node: Node | undefined): Expr | undefined {
    const expr = node === undefined || node.source < 0 ? undefined : this.#on.exprs[node.source]
    return expr === undefined || isPrelude(expr) ? undefined : expr
  }

  /** The place where a thread is, or, when its position has none, the next that has one. */
  sourceOf(name: string, seen: Seen): Expr | undefined {
    return this.#expr(this.#ahead(name, seen, (node) => this.#expr(node) !== undefined))
  }

  /** What happened, and where; of a lock that was taken, which. */
  between(name: string, before: Seen, after: Seen): readonly Told[] {
    const node = this.node(name, before)
    const expr = this.#expr(node)
    const moved = before.value !== after.value
    const told: Told[] = []
    if (moved && before.value === 'unborn') told.push({ text: 'starts', expr, lock: undefined })
    if (moved && node !== undefined) told.push(...this.#done(node, before, after))
    for (const lock of before.context.holds.filter((one) => !after.context.holds.includes(one))) {
      const frees = ({ op }: Node): boolean => (op.do === 'unlock' || op.do === 'wait') && op.mutex === lock
      const unlock = this.#ahead(name, before, frees)
      // Who waits gives it back when it falls asleep.
      if (unlock?.op.do !== 'wait') told.push({ text: `unlocks ${lock}`, expr: this.#expr(unlock), lock: undefined })
    }
    if (before.context.inside !== after.context.inside) {
      told.push({ text: after.context.inside ? 'enters the runtime' : 'leaves the runtime', expr, lock: undefined })
    }
    return told
  }

  /** A thread that has fallen asleep. */
  sleeps(name: string, seen: Seen): readonly Told[] {
    const node = this.node(name, seen)
    if (node?.op.do !== 'wait') return []
    const text = `sleeps, and gives ${node.op.mutex} back meanwhile`
    return [{ text, expr: this.#expr(node), lock: undefined }]
  }

  #done(node: Node, before: Seen, after: Seen): readonly Told[] {
    const { op } = node
    const expr = this.#expr(node)
    if (op.do === 'wait') {
      return before.value.endsWith('l') ? [{ text: `locks ${op.mutex} again`, expr, lock: op.mutex }] : []
    }
    const text = SAID[op.do]?.(op as never)
    const lock = op.do === 'lock' || op.do === 'try' ? after.context.holds.at(-1) : undefined
    return text === undefined ? [] : [{ text, expr, lock }]
  }

  #ahead(name: string, from: Seen, wanted: (node: Node) => boolean): Node | undefined {
    const nodes = this.#nodes.get(name) ?? []
    const start = this.node(name, from)
    const queue = start === undefined ? [] : [start]
    for (let at = 0; at < queue.length && at < 200; at++) {
      if (wanted(queue[at])) return queue[at]
      for (const to of queue[at].next.values()) if (!queue.includes(nodes[to])) queue.push(nodes[to])
    }
    return undefined
  }

  /** Whether a thread is about to look at memory or at a queue. */
  looks(name: string, seen: Seen): boolean {
    const op = this.node(name, seen)?.op
    return op !== undefined && op.do !== 'write' && op.do !== 'push' && ('cell' in op || 'queue' in op)
  }

  /** The condition on which a thread sleeps, if it sleeps. */
  sleepsOn(name: string, seen: Seen): string | undefined {
    const op = this.node(name, seen)?.op
    return op?.do === 'wait' && seen.value.endsWith('w') ? op.condition : undefined
  }

  /** What a thread waits for, if it waits. */
  waiting(name: string, seen: Seen): string | undefined {
    const node = this.node(name, seen)
    if (node === undefined) return undefined
    if (node.op.do === 'wait')
      return /l$/.test(seen.value) ? `waits for ${node.op.mutex}` : `sleeps on ${node.op.condition}`
    if (node.op.do === 'lock') return `waits for ${node.op.mutex}`
    if (node.op.do === 'read') return `waits until ${node.op.cell} changes`
    if (node.op.do === 'fetch') return 'waits for the answer of the other server'
    return undefined
  }

  /** Where a thread would give a lock back. */
  unlocking(name: string, seen: Seen, lock: string): Expr | undefined {
    return this.#expr(this.#ahead(name, seen, ({ op }) => op.do === 'unlock' && op.mutex === lock))
  }
}

const SAID: { readonly [K in Op['do']]?: (op: Extract<Op, { do: K }>) => string } = {
  lock: ({ mutex }) => `locks ${mutex}`,
  try: ({ mutex }) => `tries to lock ${mutex}`,
  signal: ({ condition }) => `signals ${condition}`,
  broadcast: ({ condition }) => `signals ${condition}`,
  spawn: () => 'creates a thread',
  fetch: () => 'asks the other server',
  push: ({ queue }) => `puts something into ${queue}`,
}
