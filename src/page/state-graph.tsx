import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { GraphPage, GraphState } from '../report/page/data.ts'
import { drawStates } from './drawing.ts'

const MARKS = {
  deadlock: 'a deadlock',
  doomed: 'no way round the deadlock from here',
  end: 'a proper end',
  plain: '',
  open: 'its steps are not drawn yet',
} as const

/** What makes a state a button. */
function choosing(index: number, mark: GraphState['mark'], onState: (index: number) => void) {
  return {
    role: 'button' as const,
    tabIndex: 0,
    'aria-label': `state ${index}${MARKS[mark] === '' ? '' : `: ${MARKS[mark]}`}`,
    onClick: () => onState(index),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      onState(index)
    },
  }
}

/**
 * A state space, or what is known of it: deadlocks marked, the path that is shown lit, the current state ringed. With
 * `onState` its states can be chosen.
 */
export function StateGraph({
  graph,
  step,
  onState,
}: {
  graph: GraphPage
  step: number
  onState?: (index: number) => void
}) {
  const drawing = useMemo(() => drawStates(graph), [graph])
  const [seen, setSeen] = useState<number | undefined>(undefined)
  const path = new Set(graph.path)
  const lit = new Set(graph.path.slice(1).map((state, at) => `${graph.path[at]} ${state}`))
  const current = graph.path[step] ?? -1
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const [frame, at] = [box.current, drawing.boxes[current]]
    if (frame === null || at === undefined) return
    const out = at.x < frame.scrollLeft || at.x + 20 > frame.scrollLeft + frame.clientWidth
    if (out) frame.scrollLeft = at.x - frame.clientWidth / 2
  }, [drawing, current])
  const shown = seen ?? (current >= 0 ? current : 0)
  const state = graph.states[shown]
  return (
    <div>
      <p class="legend">
        <span class="key deadlock" /> deadlock{' '}
        {onState === undefined && (
          <>
            <span class="key doomed" /> no way round it any more{' '}
          </>
        )}
        <span class="key end" /> proper end{' '}
        {lit.size > 0 && (
          <>
            <span class="key path" /> {onState === undefined ? 'the shortest path' : 'the path above'}
          </>
        )}
        {onState !== undefined && (
          <>
            {' '}
            <span class="key open" /> can be expanded
          </>
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll graphbox" ref={box} tabIndex={0} aria-label="The state graph">
        <svg
          class="graph"
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          width={drawing.width}
          height={drawing.height}
          role={onState === undefined ? 'img' : 'group'}
          aria-label={`${graph.states.length} states and ${graph.edges.length} steps`}
        >
          {drawing.lines.map(({ from, to, points }, at) => (
            <path
              key={`${from} ${to} ${at}`}
              class={lit.has(`${from} ${to}`) ? 'link lit' : 'link'}
              d={points
                .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`)
                .join('')}
            />
          ))}
          {drawing.boxes.map(({ x, y }, index) => {
            const { mark } = graph.states[index]
            const on = `${path.has(index) ? ' lit' : ''}${index === current ? ' current' : ''}`
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: a hint on hovering; the panels above say it in words
              <g
                key={index}
                class={`dot ${mark}${on}`}
                {...(onState === undefined ? {} : choosing(index, mark, onState))}
                onFocus={() => setSeen(index)}
                onMouseEnter={() => setSeen(index)}
                onMouseLeave={() => setSeen(undefined)}
              >
                <rect x={x - 13} y={y - 8} width={26} height={16} rx={8} />
                <text x={x} y={y + 4} text-anchor="middle">
                  {index}
                </text>
              </g>
            )
          })}
        </svg>
      </section>
      <p class="quiet">
        State {shown}, {state.depth} steps from the start{MARKS[state.mark] === '' ? '' : `: ${MARKS[state.mark]}`}.{' '}
        {state.actors.join('; ')}
      </p>
    </div>
  )
}

/** The whole state graph of a small system, under its title. */
export function EveryState({ graph, step }: { graph: GraphPage; step: number }) {
  return (
    <section class="panel wide" aria-label="Every state">
      <h3>Every state that can be reached</h3>
      <StateGraph graph={graph} step={step} />
    </section>
  )
}
