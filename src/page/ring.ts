import type { WaitEdge } from '../engine/wait.ts'

/** Where a node stands. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** The least room that a node takes on its ring. */
const ROOM = 120

function onCircle(names: readonly string[], radius: number, start: number): readonly [string, Place][] {
  return names.map((name, at) => {
    const angle = start + (2 * Math.PI * at) / names.length
    return [name, { x: Math.round(radius * 1.35 * Math.sin(angle)), y: Math.round(-radius * Math.cos(angle)) }]
  })
}

/**
 * Places for a wait-for graph that do not change while it grows: the cycle is a ring, whoever waits behind it stands on a
 * wider one, near what it waits for.
 */
export function ringLayout(
  names: readonly string[],
  cycle: readonly WaitEdge[],
  last: readonly WaitEdge[],
): ReadonlyMap<string, Place> {
  const ring = cycle.map(({ from }) => from)
  const rest = names.filter((name) => !ring.includes(name))
  const inner = ring.length === 0 ? 0 : Math.max(80, (ring.length * ROOM) / (2 * Math.PI))
  const outer = Math.max(inner + 90, (rest.length * ROOM) / (2 * Math.PI))
  const near = (name: string): number => {
    const targets = last.filter(({ from }) => from === name).map(({ to }) => ring.indexOf(to))
    return targets.find((at) => at >= 0) ?? ring.length
  }
  const ordered = rest.toSorted((a, b) => near(a) - near(b) || names.indexOf(a) - names.indexOf(b))
  return new Map([...onCircle(ring, inner, 0), ...onCircle(ordered, outer, Math.PI / Math.max(2, rest.length))])
}
