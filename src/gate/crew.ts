import type { Node } from '../model/source/skeleton.ts'

/**
 * A long `for` loop that only creates threads may be left after its first turn: the threads that are missing then are there,
 * and have not been scheduled yet. To leave any other one early is a guess.
 */
export function crewed(nodes: readonly Node[]): readonly Node[] {
  const crews = nodes.map((_, index) => crewOf(nodes, index))
  const many = new Set(crews.flatMap((crew) => crew ?? []))
  const after = new Set([...many].map((spawn) => nodes[spawn].next.get('done')))
  return nodes.map((node, index): Node => {
    const { op, next } = node
    if (op.do === 'spawn') return many.has(index) ? { ...node, op: { ...op, many: true } } : node
    if (op.do !== 'choose' || op.counted === undefined) return node
    const ways = [...next.values()].slice(0, after.has(index) ? 2 : 1)
    const known = new Map(ways.map((to, way) => [String(way), to]))
    return { ...node, op: { do: 'choose' }, next: crews[index] === undefined ? next : known }
  })
}

/** The positions at which the body of a long loop creates threads; `undefined` where it does anything else. */
function crewOf(nodes: readonly Node[], start: number): readonly number[] | undefined {
  const { op, next } = nodes[start]
  if (op.do !== 'choose' || op.counted === undefined) return undefined
  const crew: number[] = []
  for (let at = [...next.values()][0]; at !== start && !isCounted(nodes[at]); ) {
    const to = nodes[at].next.get('done')
    if (nodes[at].op.do !== 'spawn' || to === undefined || crew.includes(at)) return undefined
    crew.push(at)
    at = to
  }
  return crew.length > 0 ? crew : undefined
}

function isCounted({ op }: Node): boolean {
  return op.do === 'choose' && op.counted === true
}
