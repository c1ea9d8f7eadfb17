import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Chart } from '../report/page/data.ts'
import type { Line } from './drawing.ts'
import { drawChart } from './drawing.ts'

function pathOf({ points }: Line): string {
  return points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`).join('')
}

/** A machine with the states that are active now. */
export function Statechart({ chart, active, name }: { chart: Chart; active: readonly string[]; name: string }) {
  const drawing = useMemo(() => drawChart(chart), [chart])
  const picture = useRef<SVGSVGElement>(null)
  const innermost = chart.nodes.findIndex(({ path }) => path === active.at(-1))
  useEffect(() => {
    const frame = picture.current?.parentElement
    const box = drawing.boxes[innermost]
    if (frame === null || frame === undefined || box === undefined) return
    frame.scrollLeft = box.x - frame.clientWidth / 2
    frame.scrollTop = box.y - frame.clientHeight / 2
  }, [drawing, innermost])
  if (chart.nodes.length === 1) return <p class="quiet">This machine has one state.</p>
  const inside = new Set(chart.nodes.map(({ parent }) => parent))
  const isActive = (index: number): boolean => active.includes(chart.nodes[index].path)
  const order = chart.nodes.map((_, index) => index).slice(1)
  return (
    <svg
      ref={picture}
      class="chart"
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      width={drawing.width}
      height={drawing.height}
      role="img"
      aria-label={`The statechart of ${name}; it is in ${active.join(', ') || 'no state'}`}
    >
      <defs>
        <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L10 5L0 10z" class="head" />
        </marker>
      </defs>
      {order
        .filter((index) => inside.has(index))
        .map((index) => (
          <StateBox key={index} chart={chart} index={index} box={drawing.boxes[index]} on={isActive(index)} holds />
        ))}
      {drawing.lines.map((line, index) => (
        <g key={`${line.from} ${line.to} ${index}`} class={isActive(line.from) ? 'transition open' : 'transition'}>
          <path d={pathOf(line)} marker-end="url(#tip)" />
          {line.label.split('\n').map((text, at, all) => (
            <text key={text} x={line.at.x} y={line.at.y + 4 + 13 * (at - (all.length - 1) / 2)} text-anchor="middle">
              {text}
            </text>
          ))}
        </g>
      ))}
      {order
        .filter((index) => !inside.has(index))
        .map((index) => (
          <StateBox key={index} chart={chart} index={index} box={drawing.boxes[index]} on={isActive(index)} />
        ))}
    </svg>
  )
}

function StateBox({
  chart,
  index,
  box,
  on,
  holds = false,
}: {
  chart: Chart
  index: number
  box: { x: number; y: number; width: number; height: number }
  on: boolean
  holds?: boolean
}) {
  const { name, kind, initial } = chart.nodes[index]
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2]
  return (
    <g class={`state ${kind}${on ? ' active' : ''}${holds ? ' holds' : ''}`} data-active={on ? name : undefined}>
      <rect x={left} y={top} width={box.width} height={box.height} rx={7} />
      {kind === 'final' && <rect x={left + 3} y={top + 3} width={box.width - 6} height={box.height - 6} rx={5} />}
      {initial && <circle class="initial" cx={left} cy={top} r={4} />}
      <text x={holds ? left + 8 : box.x} y={holds ? top + 14 : box.y + 4} text-anchor={holds ? 'start' : 'middle'}>
        {name}
      </text>
    </g>
  )
}
