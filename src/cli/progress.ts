import type { Progress } from '../check/search.ts'
import { count, grouped, printable, shortened } from '../report/text.ts'
import type { ShrinkProgress } from '../sim/shrink.ts'
import type { Io } from './io.ts'

/** Milliseconds between two looks of the line. */
const EVERY = 100
const CLEAR = '\r\x1b[2K'

/** One line on standard error that is written again and again; only on a terminal. */
export class ProgressLine {
  readonly #io: Io
  #shown = false
  #last: number

  constructor(io: Io) {
    this.#io = io
    this.#last = io.now()
  }

  show(text: () => string): void {
    const { stderr, now } = this.#io
    if (stderr.isTTY !== true || now() - this.#last < EVERY) return
    this.#last = now()
    this.#shown = true
    stderr.write(CLEAR + shortened(text(), (stderr.columns || 80) - 1))
  }

  clear(): void {
    if (this.#shown) this.#io.stderr.write(CLEAR)
    this.#shown = false
  }
}

/** How far a search has come, in one line. */
export function progressText(system: string, { states, expanded, depth }: Progress, seconds: number): string {
  const rate = grouped(Math.round(states / Math.max(seconds, 0.001)))
  const frontier = grouped(states - expanded)
  return `${printable(system)}: ${count(states, 'state')}, ${rate}/s, depth ${depth}, frontier ${frontier}`
}

/** How far shrinking has come, in one line. */
export function shrinkText(system: string, { steps, switches, executed }: ShrinkProgress): string {
  const switched = count(switches, 'context switch', 'context switches')
  return `${printable(system)}: shrinking, ${count(steps, 'step')}, ${switched}, ${grouped(executed)} executed`
}
