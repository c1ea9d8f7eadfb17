import { useMemo } from 'preact/hooks'
import type { WaitEdge } from '../engine/wait.ts'
import { textWidth } from './drawing.ts'
import type { Place } from './ring.ts'
import { arrowBetween, ringLayout } from './ring.ts'
import type { Timeline } from './timeline.ts'
import { sameEdge, WAIT_WORDS } from './timeline.ts'

const HEIGHT = 28

function widthOf(name: string): number {
  return Math.min(150, Math.max(52, textWidth(name) + 22))
}

/** Everyone who ever waits or is waited for, in the actors' order. */
function waiters({ recording }: Timeline): readonly string[] {
  const named = new Set<string>()
  recording.presences.forEach(({ waits }) => {
    for (const { to } of waits) named.add(to)
  })
  const waiting = new Set<string>()
  const note = (actor: number, presence: number): void => {
    if ((recording.presences[presence]?.waits.length ?? 0) > 0) waiting.add(recording.actors[actor].name)
  }
  recording.start.forEach((presence, actor) => {
    note(actor, presence)
  })
  for (const { changes } of recording.steps) {
    for (let at = 0; at < changes.length; at += 2) note(changes[at], changes[at + 1])
  }
  const known = recording.actors.map(({ name }) => name)
  return [
    ...known.filter((name) => named.has(name) || waiting.has(name)),
    ...[...named].filter((n) => !known.includes(n)),
  ]
}

/** The wait-for graph after the current step; the cycle of the deadlock stands out as it closes. */
export function WaitGraph({
  timeline,
  step,
  cycle,
  core,
}: {
  timeline: Timeline
  step: number
  cycle: readonly WaitEdge[]
  core: readonly string[]
}) {
  const names = useMemo(() => waiters(timeline), [timeline])
  const places = useMemo(() => ringLayout(names, cycle, timeline.waits(timeline.length)), [timeline, cycle])
  const edges = timeline.waits(step)
  const present = cycle.filter((edge) => edges.some((other) => sameEdge(edge, other)))
  const closed = cycle.length > 0 && present.length === cycle.length
  const at = [...places.values()]
  const [left, right] = [Math.min(...at.map(({ x }) => x)) - 90, Math.max(...at.map(({ x }) => x)) + 90]
  const [top, bottom] = [Math.min(...at.map(({ y }) => y)) - 30, Math.max(...at.map(({ y }) => y)) + 30]
  if (names.length === 0) return <p class="quiet">No state declares a wait here.</p>
  return (
    <figure class={closed ? 'waits closed' : 'waits'} data-cycle={closed ? 'closed' : 'open'}>
      <svg
        viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
        role="img"
        aria-label={edges.map(({ from, kind, to }) => `${from} ${WAIT_WORDS[kind]} ${to}`).join('; ') || 'nobody waits'}
      >
        <defs>
          <marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L10 5L0 10z" class="head" />
          </marker>
        </defs>
        {edges.map((edge) => (
          <Edge
            key={`${edge.from} ${edge.kind} ${edge.to}`}
            edge={edge}
            places={places}
            inCycle={cycle.some((other) => sameEdge(edge, other))}
            opposed={edges.some(({ from, to }) => from === edge.to && to === edge.from)}
          />
        ))}
        {names.map((name) => {
          const { x, y } = places.get(name) ?? { x: 0, y: 0 }
          const waits = edges.some(({ from }) => from === name)
          const kind = closed && core.includes(name) ? 'core' : waits ? 'waiting' : 'free'
          return (
            <g key={name} class={`node ${kind}`}>
              <title>{name}</title>
              <rect x={x - widthOf(name) / 2} y={y - HEIGHT / 2} width={widthOf(name)} height={HEIGHT} rx={6} />
              <text x={x} y={y + 4} text-anchor="middle">
                {name.length > 20 ? `${name.slice(0, 19)}…` : name}
              </text>
            </g>
          )
        })}
      </svg>
      <figcaption>
        {cycle.length === 0
          ? `${edges.length} waits`
          : closed
            ? 'The circle is closed: everyone in it waits for the next one.'
            : `${present.length} of the ${cycle.length} waits of the deadlock’s circle`}
      </figcaption>
    </figure>
  )
}

function Edge({
  edge,
  places,
  inCycle,
  opposed,
}: {
  edge: WaitEdge
  places: ReadonlyMap<string, Place>
  inCycle: boolean
  opposed: boolean
}) {
  const from = places.get(edge.from)
  const to = places.get(edge.to)
  if (from === undefined || to === undefined) return null
  if (from === to) {
    return (
      <path class="edge" d={`M${from.x - 12} ${from.y - HEIGHT / 2}c-14 -34 38 -34 24 0`} marker-end="url(#head)" />
    )
  }
  const box = (at: Place, name: string) => ({ ...at, width: widthOf(name), height: HEIGHT })
  const { start, end, word: at } = arrowBetween(box(from, edge.from), box(to, edge.to), opposed)
  const word = WAIT_WORDS[edge.kind]
  return (
    <g class={inCycle ? 'edge cycle' : 'edge'}>
      <title>{`${edge.from} ${word} ${edge.to}`}</title>
      <line x1={start.x} y1={start.y} x2={end.x} y2={end.y} marker-end="url(#head)" />
      <text x={at.x} y={at.y + 4} text-anchor="middle">
        {word}
      </text>
    </g>
  )
}
