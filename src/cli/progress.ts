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

/** How far a search had come. */
export type Sofar = Pick<Progress, 'states' | 'expanded'>

/** Where a search begins that does not go on from a checkpoint. */
const NOWHERE: Sofar = { states: 1, expanded: 0 }

/** How fast a search is, and what is left of it, from the new states that each expanded state brings. */
export class Outlook {
  readonly #begun: Sofar
  #since: Sofar & { readonly seconds: number }
  #left: number | undefined

  /** @param begun what was known before the first second: found by another run, it says nothing of this one */
  constructor({ states, expanded }: Sofar = NOWHERE) {
    this.#begun = { states, expanded }
    this.#since = { states, expanded, seconds: 0 }
  }

  /** The states that the search has found in a second. */
  rate({ states }: Sofar, seconds: number): number {
    return (states - this.#begun.states) / Math.max(seconds, 0.001)
  }

  /** Seconds that the search would still take if it went on as lately; `undefined` while no end is in sight. */
  left({ states, expanded }: Sofar, seconds: number): number | undefined {
    const since = this.#since
    const before = this.#begun.expanded
    if (expanded - before < WINDOW * (since.expanded - before) || expanded === since.expanded) return this.#left
    const expansions = expanded - since.expanded
    const newEach = (states - since.states) / expansions
    const pace = expansions / Math.max(seconds - since.seconds, 0.001)
    this.#left = newEach < 1 ? (states - expanded) / (1 - newEach) / pace : undefined
    this.#since = { states, expanded, seconds }
    return this.#left
  }
}

/** The outlook is taken anew each time the states expanded here have grown by this factor. */
const WINDOW = 1.1

/** How far a search has come, in one line: the most telling first, for a narrow terminal cuts it off. */
export function progressText(system: string, progress: Progress, seconds: number, outlook: Outlook): string {
  const { states, expanded, depth, bytes } = progress
  const rate = grouped(Math.round(outlook.rate(progress, seconds)))
  const left = outlook.left(progress, seconds)
  const crowd = progress.crowds().reduce((most, each) => (each.configs > most.configs ? each : most), NOBODY)
  return [
    `${printable(system)}: ${count(states, 'state')}, ${rate}/s, depth ${depth}, frontier ${grouped(states - expanded)}`,
    ...(left === undefined ? [] : [`about ${grouped(Math.ceil(left))} s left`]),
    `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`,
    ...(crowd.configs === 0 ? [] : [`most in ${printable(crowd.actor)} (${count(crowd.configs, 'configuration')})`]),
  ].join(', ')
}

const NOBODY = { actor: '', configs: 0 }

/** How far runs have come, in one line. */
export function runsText(system: string, made: number, of: number, seconds: number): string {
  const rate = made / Math.max(seconds, 0.001)
  const left = made === 0 ? '' : `, about ${grouped(Math.ceil((of - made) / rate))} s left`
  return `${printable(system)}: ${count(made, 'run')} of ${grouped(of)}, ${grouped(Math.round(rate))}/s${left}`
}

/** How far shrinking has come, in one line. */
export function shrinkText(system: string, { steps, switches, executed }: ShrinkProgress): string {
  const switched = count(switches, 'context switch', 'context switches')
  return `${printable(system)}: shrinking, ${count(steps, 'step')}, ${switched}, ${grouped(executed)} executed`
}
