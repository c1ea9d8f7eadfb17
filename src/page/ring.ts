import type { WaitEdge } from '../engine/wait.ts'

/** Where a node stands. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** The least room that a node takes on its ring. */
const ROOM = 150
/** Between the ring and those who wait behind it. */
const GAP = 110
/** Rings are wider than high, as names are. */
const STRETCH = 1.45

/** How far apart two lines are that run to and fro between the same boxes. */
const APART = 16

/** Where a line from one box's middle to another's leaves the second box. */
function border(from: Place, to: Place, width: number, height: number, gap: number): Place {
  const [dx, dy] = [from.x - to.x, from.y - to.y]
  const scale = Math.min(
    (width / 2 + gap) / Math.max(1, Math.abs(dx)),
    (height / 2 + gap) / Math.max(1, Math.abs(dy)),
    1,
  )
  return { x: to.x + dx * scale, y: to.y + dy * scale }
}

/** A box, by its middle. */
export interface Box extends Place {
  readonly width: number
  readonly height: number
}

/**
 * The arrow from one box to another, and the middle of its word. When another arrow runs the other way (`opposed`), each
 * keeps to its own side and has its word nearer to its own start.
 */
export function arrowBetween(from: Box, to: Box, opposed: boolean): { start: Place; end: Place; word: Place } {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const aside = opposed ? APART / 2 / Math.max(1, Math.hypot(dx, dy)) : 0
  const shifted = ({ x, y }: Place): Place => ({ x: x - dy * aside, y: y + dx * aside })
  const start = shifted(border(to, from, from.width, from.height, 2))
  const end = shifted(border(from, to, to.width, to.height, 4))
  const along = opposed ? 0.3 : 0.5
  return { start, end, word: { x: start.x + (end.x - start.x) * along, y: start.y + (end.y - start.y) * along } }
}

function placed(radius: number, angle: number): Place {
  return { x: Math.round(radius * STRETCH * Math.sin(angle)), y: Math.round(-radius * Math.cos(angle)) }
}

function grouped<T>(items: readonly T[], key: (item: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

/**
 * Places for a wait-for graph that do not change while it grows: the cycle is a ring, whoever waits behind it stands on a
 * wider one, outside of what it waits for.
 */
export function ringLayout(
  names: readonly string[],
  cycle: readonly WaitEdge[],
  last: readonly WaitEdge[],
): ReadonlyMap<string, Place> {
  const ring = cycle.map(({ from }) => from)
  const rest = names.filter((name) => !ring.includes(name))
  const inner = ring.length < 2 ? 0 : Math.max(85, (ring.length * ROOM) / (2 * Math.PI * STRETCH))
  const outer = Math.max(inner + GAP, (rest.length * ROOM) / (2 * Math.PI))
  const behind = (name: string): number => {
    const targets = last.filter(({ from }) => from === name).map(({ to }) => ring.indexOf(to))
    return targets.find((at) => at >= 0) ?? ring.length - 0.5
  }
  const groups = grouped(rest, behind)
  const even = (2 * Math.PI) / Math.max(1, rest.length)
  const spread = ring.length === 0 ? even : Math.min(0.55, even)
  const outside = [...groups].flatMap(([at, members]) =>
    members.map((name, index) => {
      const turn =
        ring.length === 0
          ? index * spread
          : (2 * Math.PI * at) / ring.length + (index - (members.length - 1) / 2) * spread
      return [name, placed(outer, turn)] as const
    }),
  )
  return new Map([
    ...ring.map((name, at) => [name, placed(inner, (2 * Math.PI * at) / ring.length)] as const),
    ...outside,
  ])
}
