import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Timeline } from './timeline.ts'
import { stepText } from './timeline.ts'

const ROW = 30
/** Lifelines stand as far apart as there is room, within these. */
const CLOSEST = 66
const WIDEST = 88
const LEFT = 46
/** Rows drawn above and below what is seen. */
const SPARE = 8
/** Rows that are printed. */
const PRINTED = 1_000

/** What a sequence diagram shows. */
export interface SequenceProps {
  readonly timeline: Timeline
  readonly step: number
  readonly onStep: (step: number) => void
  readonly core: readonly string[]
  readonly fatal: number | undefined
  /** Where the steps begin that repeat for ever. */
  readonly loop?: number | undefined
  readonly title: string
}

/** Who takes part: whoever moves or is heard from, in the order of appearance, and the core. */
function participants({ recording }: Timeline, core: readonly string[]): readonly number[] {
  const seen = new Set<number>()
  for (const { from, to } of recording.steps) {
    seen.add(from)
    seen.add(to)
  }
  for (const name of core) seen.add(recording.actors.findIndex((actor) => actor.name === name))
  seen.delete(-1)
  return [...seen]
}

/** Whether the page is being printed: then no row is left out. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useLayoutEffect(() => {
    const before = (): void => setPrinting(true)
    const after = (): void => setPrinting(false)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
  return printing
}

/** The sequence diagram: a lifeline for each actor, a row for each step; only the rows that are seen are drawn. */
export function Sequence({ timeline, step, onStep, core, fatal, loop, title }: SequenceProps) {
  const { recording, length } = timeline
  const box = useRef<HTMLElement>(null)
  const [view, setView] = useState({ top: 0, height: 600, width: 700 })
  const printing = usePrinting()
  const columns = participants(timeline, core)
  const room = Math.floor((view.width - LEFT) / Math.max(1, columns.length))
  const pitch = Math.min(WIDEST, Math.max(CLOSEST, room))
  const width = LEFT + columns.length * pitch
  const look = (): void => {
    const { current } = box
    if (current === null) return
    const { scrollTop: top, clientHeight: height, clientWidth } = current
    setView((before) => {
      const same = before.top === top && before.height === height && before.width === clientWidth
      return same ? before : { top, height, width: clientWidth }
    })
  }
  useLayoutEffect(look, [timeline])
  useLayoutEffect(() => {
    addEventListener('resize', look)
    return () => removeEventListener('resize', look)
  }, [])
  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return
    const head = ROW + 6
    const [top, bottom] = [(step - 1) * ROW, step * ROW]
    if (top < current.scrollTop) current.scrollTop = Math.max(0, top - ROW)
    else if (bottom > current.scrollTop + current.clientHeight - head) {
      current.scrollTop = bottom - current.clientHeight + head + 2 * ROW
    }
    const taken = recording.steps[step - 1]
    if (taken !== undefined) {
      const at = [taken.from, taken.to].map((actor) => LEFT + columns.indexOf(actor) * pitch)
      if (Math.min(...at) < current.scrollLeft) current.scrollLeft = Math.min(...at) - LEFT
      const right = Math.max(...at) + pitch
      if (right > current.scrollLeft + current.clientWidth) current.scrollLeft = right - current.clientWidth
    }
    look()
  }, [step, timeline])
  const first = printing ? 0 : Math.max(0, Math.floor(view.top / ROW) - SPARE)
  const last = printing
    ? Math.min(length, PRINTED)
    : Math.min(length, Math.ceil((view.top + view.height) / ROW) + SPARE)
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="sequence" ref={box} onScroll={look} tabIndex={0} aria-label={title}>
      <div class="lifelines" style={{ width: `${width}px` }}>
        <svg width={width} height={ROW} aria-hidden="true">
          {columns.map((actor, at) => (
            <Name key={actor} x={LEFT + at * pitch + pitch / 2} name={recording.actors[actor].name} core={core} />
          ))}
        </svg>
      </div>
      <div class="rows" style={{ width: `${width}px`, height: `${(printing ? last : length) * ROW + 6}px` }}>
        <svg
          width={width}
          height={rows.length * ROW}
          style={{ top: `${first * ROW}px` }}
          role="img"
          aria-label={`Steps ${first + 1} to ${last} of ${length}`}
        >
          {columns.map((actor, at) => (
            <line
              key={actor}
              class={core.includes(recording.actors[actor].name) ? 'life core' : 'life'}
              x1={LEFT + at * pitch + pitch / 2}
              x2={LEFT + at * pitch + pitch / 2}
              y1={0}
              y2={rows.length * ROW}
            />
          ))}
          {rows.map((at) => (
            <Row
              key={at}
              at={at}
              y={(at - first) * ROW}
              columns={columns}
              width={width}
              pitch={pitch}
              timeline={timeline}
              step={step}
              fatal={fatal}
              repeats={loop !== undefined && at >= loop}
              onStep={onStep}
            />
          ))}
        </svg>
      </div>
    </section>
  )
}

function Name({ x, name, core }: { x: number; name: string; core: readonly string[] }) {
  const shown = name.length > 12 ? `${name.slice(0, 11)}…` : name
  return (
    <text class={core.includes(name) ? 'name core' : 'name'} x={x} y={20} text-anchor="middle">
      <title>{name}</title>
      {shown}
    </text>
  )
}

interface RowProps {
  readonly at: number
  readonly y: number
  readonly columns: readonly number[]
  readonly width: number
  readonly pitch: number
  readonly timeline: Timeline
  readonly step: number
  readonly fatal: number | undefined
  readonly repeats: boolean
  readonly onStep: (step: number) => void
}

function Row({ at, y, columns, width, pitch, timeline, step, fatal, repeats, onStep }: RowProps) {
  const { recording } = timeline
  const { from, to, word, lost } = recording.steps[at]
  const [x1, x2] = [from, to].map((actor) => LEFT + columns.indexOf(actor) * pitch + pitch / 2)
  const tense = at + 1 === step ? 'now' : at + 1 > step ? 'later' : 'before'
  const middle = y + ROW - 9
  const head = x2 > x1 ? -8 : 8
  const text = recording.texts[word]
  const most = Math.max(12, Math.floor(Math.abs(x2 - x1) / 6.4) + 3)
  const shown = text.length > most ? `${text.slice(0, most - 1)}…` : text
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider and the arrow keys do the same
    <g class={`row ${tense}${fatal === at + 1 ? ' fatal' : ''}`} onClick={() => onStep(at + 1)} data-step={at + 1}>
      <title>{`${at + 1}. ${stepText(timeline, at + 1)}${fatal === at + 1 ? ' (from here on the deadlock is inevitable)' : ''}`}</title>
      <rect class="back" x={0} y={y} width={width} height={ROW} />
      {repeats && <rect class="repeats" x={0} y={y} width={4} height={ROW} />}
      <text class="number" x={LEFT - 10} y={middle + 4} text-anchor="end">
        {at + 1}
      </text>
      {x1 === x2 ? (
        <circle class="move" cx={x2} cy={middle} r={5} />
      ) : (
        <path class={lost ? 'arrow lost' : 'arrow'} d={`M${x1} ${middle}H${x2}m${head} -5L${x2} ${middle}l${head} 5`} />
      )}
      <text
        class="word"
        x={x1 === x2 ? x2 + 10 : (x1 + x2) / 2}
        y={x1 === x2 ? middle + 4 : middle - 5}
        text-anchor={x1 === x2 ? 'start' : 'middle'}
      >
        {lost ? `${shown} ✗` : shown}
      </text>
    </g>
  )
}
