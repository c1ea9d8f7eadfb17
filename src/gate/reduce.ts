import type { Node } from '../model/source/skeleton.ts'
import { guessed, isGuess } from '../model/source/skeleton.ts'

/**
 * A smaller graph with the same behaviour: choices that do not matter are gone, nodes that do the same at the same
 * place and go on in the same way are one (partition refinement, after Kanellakis and Smolka, 1990), pauses are passed.
 */
export function reduce(nodes: readonly Node[]): readonly Node[] {
  let graph = nodes
  for (;;) {
    const smaller = passThrough(merge(graph))
    if (smaller.length === graph.length) return smaller
    graph = smaller
  }
}

const COMPARED = (node: Node): string => `${JSON.stringify(node.op)} ${node.op.do === 'choose' ? '' : node.source}`

function merge(nodes: readonly Node[]): readonly Node[] {
  let classes = number(nodes.map(COMPARED))
  for (;;) {
    const next = number(
      nodes.map((node, index) => {
        const ways = [...node.next].map(([result, to]) => `${label(node, result)}>${classes.of[to]}`)
        if (node.op.do !== 'choose') return `${classes.of[index]}|${ways.join(',')}`
        return `${classes.of[index]}|${[...new Set(ways)].sort().join(',')}`
      }),
    )
    if (next.count === classes.count) break
    classes = next
  }
  const first = new Map<number, number>()
  classes.of.forEach((group, index) => {
    if (!first.has(group)) first.set(group, index)
  })
  return rebuild(nodes, (index) => first.get(classes.of[index]) as number)
}

function number(keys: readonly string[]): { of: readonly number[]; count: number } {
  const ids = new Map<string, number>()
  const of = keys.map((key) => {
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    return id
  })
  return { of, count: ids.size }
}

/** What of a result matters: of a choice, whether it is a guess. */
function label({ op }: Node, result: string): string {
  return op.do !== 'choose' ? result : isGuess(result) ? '~' : ''
}

/** Choices with one way, and choices of choices. */
function passThrough(nodes: readonly Node[]): readonly Node[] {
  const target = (index: number): number => {
    const seen = new Set<number>()
    let at = index
    while (nodes[at].op.do === 'choose' && !seen.has(at)) {
      seen.add(at)
      const ways = new Set(nodes[at].next.values())
      ways.delete(at)
      if (ways.size !== 1) break
      at = [...ways][0]
    }
    return at
  }
  const flat = nodes.map((node, index): Node => {
    const { op } = node
    if (op.do !== 'choose' || op.on !== undefined) return node
    return { ...node, next: waysOf(index, nodes, target) }
  })
  const aim = (index: number): number => {
    let at = target(index)
    while (flat[at].op.do === 'choose' && flat[at].next.size === 1) at = [...flat[at].next.values()][0]
    return at
  }
  return rebuild(flat, aim)
}

/** Where a choice leads through other choices. What can only be reached by a guess is one. */
function waysOf(start: number, nodes: readonly Node[], target: (index: number) => number): Node['next'] {
  const seen = new Set<string>()
  const ways = new Map<number, boolean>()
  const pending: (readonly [node: number, guess: boolean])[] = [[start, false]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, guess] = next
    for (const [result, way] of nodes[at].next) {
      const [to, lost] = [target(way), guess || isGuess(result)]
      const inner = nodes[to].op
      if (inner.do !== 'choose' || inner.on !== undefined) ways.set(to, (ways.get(to) ?? true) && lost)
      else if (!seen.has(`${to} ${lost}`)) {
        seen.add(`${to} ${lost}`)
        pending.push([to, lost])
      }
    }
  }
  const sorted = [...ways].sort(([a], [b]) => a - b)
  return new Map(sorted.map(([to, lost], way) => [lost && sorted.length > 1 ? guessed(way) : String(way), to]))
}

/** The nodes that are reachable from the first, numbered again in the order of discovery. */
function rebuild(nodes: readonly Node[], aim: (index: number) => number): readonly Node[] {
  const order: number[] = []
  const place = new Map<number, number>()
  const placeOf = (index: number): number => {
    const to = aim(index)
    const known = place.get(to)
    if (known !== undefined) return known
    const fresh = order.push(to) - 1
    place.set(to, fresh)
    return fresh
  }
  placeOf(0)
  const result: Node[] = []
  for (let at = 0; at < order.length; at++) {
    const node = nodes[order[at]]
    const next = new Map([...node.next].map(([way, to]) => [way, placeOf(to)]))
    result.push({ ...node, next })
  }
  return result
}
