import type { Node, SkeletonThread } from '../model/source/skeleton.ts'
import type { Evaluator } from './evaluator.ts'
import { isPrelude } from './outcome.ts'
import type { SourceFinding } from './source-report.ts'
import type { Expr } from './syntax.ts'

/** Somewhere, a thread that holds a lock of one class waits for something. */
interface Edge {
  readonly holds: string
  readonly waits: string
  /** It is a lock of this class, so that edges may close a cycle. */
  readonly isLock: boolean
  readonly at: Expr
}

/**
 * What is waited for under a lock, whether or not it can come to a deadlock today: locks that are taken in two orders, and
 * any other wait under a lock ("no blocking call while holding a lock"). Locks that one definition makes are one class;
 * what cells hold is not looked at, so each of these may be.
 */
export function holdAndWait(on: Evaluator, threads: readonly SkeletonThread[]): readonly SourceFinding[] {
  const edges = threads.flatMap(({ nodes }) => edgesOf(on, nodes))
  const waits = edges.filter(({ isLock }) => !isLock).map((edge) => finding(edge, `waits for ${edge.waits}`, []))
  const orders = edges.flatMap((edge) => {
    const back = edge.isLock && edge.holds < edge.waits ? wayBack(edges, edge) : undefined
    if (back === undefined) return []
    const related = back.map(({ at, holds, waits: lock }) => ({
      at: at.at,
      message: `${lock} is locked under ${holds}`,
    }))
    return [finding(edge, `locks ${edge.waits}, and elsewhere they are locked in the other order`, related)]
  })
  return [...waits, ...orders]
}

function finding({ holds, at }: Edge, what: string, related: SourceFinding['related']): SourceFinding {
  return {
    rule: 'hold-and-wait',
    verdict: undefined,
    may: true,
    at: at.at,
    message: `${what} while it holds ${holds}`,
    related,
    steps: [],
    cycle: undefined,
    scope: at.scope,
  }
}

/** Edges between locks that lead back to where one began. */
function wayBack(edges: readonly Edge[], { holds, waits }: Edge): readonly Edge[] | undefined {
  const paths = new Map<string, readonly Edge[]>([[waits, []]])
  for (const [lock, path] of paths) {
    if (lock === holds) return path
    for (const edge of edges) {
      if (edge.isLock && edge.holds === lock && !paths.has(edge.waits)) paths.set(edge.waits, [...path, edge])
    }
  }
  return undefined
}

/** `cell.m` of `cell.m of handler#2`. */
const classOf = (name: string): string => name.replace(/ of .*$/, '').replace(/ \(\d+\)$/, '')

function edgesOf(on: Evaluator, nodes: readonly Node[]): readonly Edge[] {
  const edges = new Map<string, Edge>()
  const spots: (readonly [node: number, held: readonly string[]])[] = [[0, []]]
  const seen = new Set<string>()
  for (const [at, held] of spots) {
    if (seen.has(`${at} ${held.join()}`)) continue
    seen.add(`${at} ${held.join()}`)
    const node = nodes[at]
    for (const edge of edgesAt(node, held, on.exprs[node.source])) {
      edges.set(`${edge.holds} ${edge.waits} ${node.source}`, edge)
    }
    for (const [result, to] of node.next) if (result !== 'error') spots.push([to, heldAfter(node, result, held)])
  }
  return [...edges.values()]
}

function edgesAt(node: Node, held: readonly string[], at: Expr | undefined): readonly Edge[] {
  const wanted = waitedFor(node)
  if (wanted === undefined || at === undefined || isPrelude(at)) return []
  const waits = classOf(wanted)
  const others = held.filter((lock) => lock !== ownMutex(node) && classOf(lock) !== waits)
  return others.map((lock) => ({ holds: classOf(lock), waits, isLock: node.op.do === 'lock', at }))
}

function waitedFor({ op }: Node): string | undefined {
  switch (op.do) {
    case 'lock':
      return op.mutex
    case 'wait':
      return op.condition
    case 'read':
      return op.waits ? op.cell : undefined
    case 'take':
      return op.queue
    case 'join':
      return 'the end of a thread'
    case 'fetch':
      return 'the answer to an outbound request'
    default:
      return undefined
  }
}

/** `Condition.wait` gives its own mutex back. */
function ownMutex({ op }: Node): string | undefined {
  return op.do === 'wait' ? op.mutex : undefined
}

function heldAfter({ op }: Node, result: string, held: readonly string[]): readonly string[] {
  if (op.do === 'lock' || (op.do === 'try' && result === 'done')) {
    return held.includes(op.mutex) ? held : [...held, op.mutex].sort()
  }
  return op.do === 'unlock' ? held.filter((lock) => lock !== op.mutex) : held
}
