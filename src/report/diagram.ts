import { senderOf } from '../engine/step.ts'
import type { ToldStep } from './retell.ts'
import { stepLine, stepWord } from './step-words.ts'
import type { Style } from './style.ts'
import { largest, padded, printable, shortened, widthOf } from './text.ts'

/** Lifelines closer than this cannot be told apart. */
const NARROWEST = 4
/** Short names are set at least so far apart, so that arrows are seen to be arrows. */
const COMFORTABLE = 6
/** With less room than for so many lifelines, a folded diagram shows less than a list. */
const FEWEST = 6
/** Longer names of events are cut. */
const LONGEST_WORD = 24

interface Marks {
  readonly life: string
  readonly line: string
  readonly cross: string
  readonly move: string
  readonly startRight: string
  readonly startLeft: string
  readonly headRight: string
  readonly headLeft: string
  readonly stuck: string
  readonly ellipsis: string
}

const UNICODE: Marks = {
  life: '│',
  line: '─',
  cross: '┼',
  move: '●',
  startRight: '├',
  startLeft: '┤',
  headRight: '▶',
  headLeft: '◀',
  stuck: '✗',
  ellipsis: '…',
}

const ASCII: Marks = {
  life: '|',
  line: '-',
  cross: '-',
  move: '*',
  startRight: '+',
  startLeft: '+',
  headRight: '>',
  headLeft: '<',
  stuck: 'X',
  ellipsis: '~',
}

interface Layout {
  readonly marks: Marks
  readonly style: Style
  readonly names: readonly string[]
  /** The lifeline of all who have none of their own: the last, when there are such. */
  readonly others: number
  /** Columns from one lifeline to the next. */
  readonly pitch: number
  /** What stands before the lifelines: the number of the step, and the virtual time if any passes. */
  readonly left: (number: string, time: string) => string
}

/** Who takes part: whoever moves or is heard from, in the order of appearance, and the core of a deadlock. */
function participants(steps: readonly ToldStep[], core: readonly string[]): readonly string[] {
  const names = steps.flatMap(({ step }) => [senderOf(step), step.actor])
  return [...new Set([...names, ...core])]
}

function leftColumn(steps: readonly ToldStep[]): Layout['left'] {
  const numbers = String(steps.length).length
  const timed = steps.some(({ time }) => time > 0)
  const times = largest(steps.map(({ time }) => `${time} ms`.length))
  return (number, time) =>
    `  ${padded(number, numbers, 'left')}  ${timed ? `${padded(time === '' ? '' : `${time} ms`, times, 'left')}  ` : ''}`
}

function layoutOf(
  steps: readonly ToldStep[],
  core: readonly string[],
  style: Style,
  only: readonly string[],
): Layout | undefined {
  const all = participants(steps, core)
  const left = leftColumn(steps)
  const wanted = only.length === 0 ? all : all.filter((name) => only.includes(name))
  const widths = steps.map(({ step }) => widthOf(stepWord(step)))
  const roomBeside = (words: number): number => style.columns - left('', '').length - words - 1
  const marks = style.ascii ? ASCII : UNICODE
  if (wanted.length === all.length) {
    const pitch = pitchOf(all, roomBeside(Math.min(LONGEST_WORD, largest(widths))))
    if (pitch >= NARROWEST) return { marks, style, names: all, others: -1, pitch, left }
  }
  const room = roomBeside(LONGEST_WORD)
  const kept = mostActive(wanted, steps, core, Math.floor(room / COMFORTABLE) - 1)
  if (kept.length < Math.min(FEWEST, wanted.length)) return undefined
  const names = [...kept, `+${all.length - kept.length}`]
  return { marks, style, names, others: kept.length, pitch: pitchOf(names, room), left }
}

function pitchOf(names: readonly string[], room: number): number {
  const widest = Math.max(...names.map((name) => widthOf(printable(name))))
  return Math.min(Math.floor(room / names.length), Math.max(COMFORTABLE, widest + 2))
}

/** So many of the actors as there is room for, in their order: the core before those that take part in most steps. */
function mostActive(
  names: readonly string[],
  steps: readonly ToldStep[],
  core: readonly string[],
  most: number,
): readonly string[] {
  const part = (name: string): number =>
    steps.filter(({ step }) => step.actor === name || senderOf(step) === name).length +
    (core.includes(name) ? steps.length : 0)
  const ranked = names.toSorted((one, other) => part(other) - part(one)).slice(0, Math.max(0, most))
  return names.filter((name) => ranked.includes(name))
}

/** The names above their lifelines; in two lines, turn about, where one line is too narrow. */
function header({ names, pitch, marks, style, left }: Layout, core: readonly string[]): readonly string[] {
  const shown = names.map(printable)
  const turns = shown.every((name) => widthOf(name) < pitch) ? 1 : 2
  return Array.from({ length: turns }, (_, turn) => {
    const cells = shown.flatMap((name, at) => {
      if (at % turns !== turn) return []
      const cell = padded(shortened(name, pitch * turns - 1, marks.ellipsis), pitch * turns)
      return core.includes(names[at]) ? style.paint.bad(cell) : style.paint.strong(cell)
    })
    return (left('', '') + ' '.repeat(turn * pitch) + cells.join('')).trimEnd()
  })
}

function lifelines({ names, pitch, marks }: Layout): string[] {
  return names.flatMap(() => [marks.life, ...' '.repeat(pitch - 1)])
}

function arrow(cells: string[], from: number, to: number, marks: Marks): void {
  const [low, high] = from < to ? [from, to] : [to, from]
  for (let x = low + 1; x < high; x++) cells[x] = cells[x] === marks.life ? marks.cross : marks.line
  cells[from] = from < to ? marks.startRight : marks.startLeft
  cells[to] = from < to ? marks.headRight : marks.headLeft
}

function row(layout: Layout, { step, time }: ToldStep, at: number, earlier: number): string {
  const { names, others, pitch, marks, style, left } = layout
  const cells = lifelines(layout)
  const lifeline = (name: string): number => (names.includes(name) ? names.indexOf(name) : others)
  const ends = [senderOf(step), step.actor]
  const [from, to] = ends.map((name) => lifeline(name) * pitch)
  const word = ends.some((name) => !names.includes(name)) ? stepLine(step, style.ascii) : stepWord(step)
  if (from === to) cells[to] = marks.move
  else arrow(cells, from, to, marks)
  const drawn = cells.join('').replaceAll(marks.life, style.paint.dim(marks.life))
  const number = style.paint.dim(left(String(at + 1), time === earlier ? '' : String(time)))
  return `${number}${drawn}${shortened(word, LONGEST_WORD, marks.ellipsis)}`
}

function footer(layout: Layout, core: readonly string[]): readonly string[] {
  const { names, pitch, marks, style, left } = layout
  const stuck = names.map((name) => (core.includes(name) ? marks.stuck : ' ') + ' '.repeat(pitch - 1)).join('')
  return core.length === 0 ? [] : [`${left('', '')}${style.paint.bad(`${stuck}core`)}`]
}

function list(steps: readonly ToldStep[], style: Style): readonly string[] {
  const left = leftColumn(steps)
  return steps.map(({ step, time }, at) => {
    const earlier = at === 0 ? 0 : steps[at - 1].time
    return style.paint.dim(left(String(at + 1), time === earlier ? '' : String(time))) + stepLine(step, style.ascii)
  })
}

/**
 * A schedule as a space-time diagram: a lifeline for each actor that takes part, a row for each step, an arrow for each
 * delivery. A line parts the stem of a lasso from its loop. Where the width does not suffice for everybody (or `only` some
 * are asked for), all others share the last lifeline; where it suffices for few, a list of the steps.
 */
export function diagram(
  steps: readonly ToldStep[],
  core: readonly string[],
  style: Style,
  loop?: number,
  only: readonly string[] = [],
): readonly string[] {
  if (steps.length === 0) return []
  const parted = (rows: readonly string[]): readonly string[] =>
    loop === undefined || loop === steps.length
      ? rows
      : rows.toSpliced(loop, 0, style.paint.strong('and then for ever:'))
  const layout = layoutOf(steps, core, style, only)
  if (layout === undefined) return parted(list(steps, style))
  const rows = steps.map((told, at) => row(layout, told, at, at === 0 ? 0 : steps[at - 1].time))
  return [...header(layout, core), ...parted(rows), ...footer(layout, core)]
}
