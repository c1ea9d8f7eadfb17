import type { Node, SkeletonThread } from '../model/source/skeleton.ts'
import { reduce } from './reduce.ts'

/**
 * Leaves out the memory that decides nothing: what is written once before any thread starts is what it is, and a cell is
 * dropped when its readers go on in the same way whatever they read (logs, counters, names).
 */
export function slice(threads: readonly SkeletonThread[]): readonly SkeletonThread[] {
  let kept = threads
  const candidates = cellsOf(kept)
  for (let tried = without(kept, candidates); ; tried = without(kept, candidates)) {
    for (const cell of tried.needed) candidates.delete(cell)
    if (tried.needed.size > 0) continue
    kept = tried.threads
    break
  }
  for (const cell of cellsOf(kept)) {
    const tried = without(kept, new Set([cell]))
    if (tried.needed.size === 0) kept = tried.threads
  }
  return settled(kept)
}

function cellsOf(threads: readonly SkeletonThread[]): Set<string> {
  return new Set(threads.flatMap(({ nodes }) => nodes.flatMap(({ op }) => ('cell' in op ? [op.cell] : []))))
}

const CHOICE = { do: 'choose' } as const

/** The threads without these cells, and which of them decide something after all. */
function without(
  threads: readonly SkeletonThread[],
  cells: ReadonlySet<string>,
): { readonly threads: readonly SkeletonThread[]; readonly needed: ReadonlySet<string> } {
  const needed = new Set<string>()
  const smaller = threads.map((thread) => {
    const nodes = reduce(
      thread.nodes.map((node): Node => {
        const { op } = node
        if (!('cell' in op) || !cells.has(op.cell)) return node
        if (op.do === 'read' && op.waits) needed.add(op.cell)
        return { ...node, op: op.do === 'write' ? CHOICE : { do: 'choose', on: op.cell } }
      }),
    )
    for (const { op, next } of nodes) {
      if (op.do === 'choose' && op.on !== undefined && !agree(nodes, next)) needed.add(op.on)
    }
    const plain = nodes.map((node) => (node.op.do === 'choose' ? { ...node, op: CHOICE } : node))
    return { ...thread, nodes: reduce(plain) }
  })
  return { threads: smaller, needed }
}

/** Whether all ways lead through choices to the same positions. */
function agree(nodes: readonly Node[], ways: ReadonlyMap<string, number>): boolean {
  const ends = [...ways.values()].map((way) => {
    const seen = new Set([way])
    for (const at of seen) if (nodes[at].op.do === 'choose') for (const to of nodes[at].next.values()) seen.add(to)
    return [...seen]
      .filter((at) => nodes[at].op.do !== 'choose')
      .sort((x, y) => x - y)
      .join()
  })
  return new Set(ends).size <= 1
}

/** Cells that only the main thread writes, before it does anything that others notice, hold what it wrote last. */
function settled(threads: readonly SkeletonThread[]): readonly SkeletonThread[] {
  const [main, ...others] = threads
  if (main === undefined) return threads
  const { prefix, values } = beginning(main.nodes)
  const written = new Set(
    [...main.nodes.filter((_, index) => !prefix.has(index)), ...others.flatMap(({ nodes }) => nodes)].flatMap(
      ({ op }) => (op.do === 'write' || op.do === 'update' ? [op.cell] : []),
    ),
  )
  const known = (cell: string): string | undefined => (written.has(cell) ? undefined : values.get(cell))
  const fix = (node: Node, index: number, nodes: readonly Node[]): Node => {
    const { op, next } = node
    if (op.do === 'write' && known(op.cell) !== undefined && nodes === main.nodes) return { ...node, op: CHOICE }
    if (op.do !== 'read') return node
    const value = nodes === main.nodes && prefix.has(index) ? prefix.get(index) : known(op.cell)
    const to = value === undefined ? undefined : next.get(value)
    return to === undefined ? node : { ...node, op: CHOICE, next: new Map([['0', to]]) }
  }
  return threads.map((thread) => ({ ...thread, nodes: reduce(thread.nodes.map(fix)) }))
}

/** The positions that the main thread passes alone, with what it reads there; and what it has written by then. */
function beginning(nodes: readonly Node[]): { prefix: Map<number, string | undefined>; values: Map<string, string> } {
  const prefix = new Map<number, string | undefined>()
  const values = new Map<string, string>()
  for (let at: number | undefined = 0; at !== undefined && !prefix.has(at); ) {
    const { op, next }: Node = nodes[at]
    if (op.do === 'write') {
      values.set(op.cell, op.value)
      prefix.set(at, undefined)
      at = next.get('done')
    } else if (op.do === 'read') {
      const value = values.get(op.cell)
      if (value === undefined) break
      prefix.set(at, value)
      at = next.get(value)
    } else break
  }
  return { prefix, values }
}
