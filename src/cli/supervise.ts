import type { CheckResult } from '../check/check.ts'
import { checking } from '../check/check.ts'
import type { Crew } from '../check/crew.ts'
import type { Progress } from '../check/search.ts'
import type { Clock } from '../engine/clock.ts'
import type { System } from '../engine/system.ts'
import type { BoundHit, Counterexample } from '../engine/verdict.ts'
import type { Shrunk } from '../sim/shrink.ts'
import { shrinking } from '../sim/shrink.ts'
import { Keeper, readCheckpoint } from './checkpoint-file.ts'
import type { Io } from './io.ts'
import { breathe } from './io.ts'
import type { SearchOptions } from './options.ts'
import { checkOptionsOf } from './options.ts'
import type { Sofar } from './progress.ts'
import { Outlook, ProgressLine, progressText, shrinkText } from './progress.ts'

/** What a search came to, and the time it took. */
export interface Timed<T> {
  readonly result: T
  readonly seconds: number
}

/** A check that was supervised. */
export interface Supervised extends Timed<CheckResult> {
  /** The file from which a search that was cut off can go on. */
  readonly checkpoint: string | undefined
}

/** Whether the user has asked to stop. */
export interface Interrupt {
  readonly asked: boolean
  readonly release: () => void
}

/** Listens for an interrupt until released; tells it as it comes. */
export function interruptOf(io: Io, tell: () => void = () => {}): Interrupt {
  let asked = false
  const release = io.onInterrupt(() => {
    asked = true
    tell()
  })
  return {
    get asked() {
      return asked
    },
    release,
  }
}

/** Milliseconds of search between two looks at what happens outside. */
const BREATH = 50

/** Checks a system, with the help of threads if there are any, keeping the time, showing progress and heeding an interrupt. */
export async function supervise(
  system: System,
  options: SearchOptions,
  io: Io,
  interrupt: Interrupt,
  crew?: Crew,
): Promise<Supervised> {
  const keeper = new Keeper(system, options.checkpoint ?? options.resume, options.checkpointEvery, io)
  const resumed = readCheckpoint(system, options.resume, io.cwd)
  const search = checking(system, { ...checkOptionsOf(options), crew }, resumed)
  const timed = await superviseSearch(system.name, search, options, io, interrupt, keeper, resumed)
  return { ...timed, checkpoint: keeper.left }
}

/** The same for any search, or several of them. */
export async function superviseSearch<T>(
  name: string,
  search: Generator<Progress, T, BoundHit | undefined>,
  { maxSeconds = Number.POSITIVE_INFINITY }: SearchOptions,
  io: Io,
  interrupt: Interrupt,
  keeper?: Keeper,
  resumed?: Sofar,
): Promise<Timed<T>> {
  const started = io.now()
  const elapsed = (): number => (io.now() - started) / 1000
  const line = new ProgressLine(io)
  const outlook = new Outlook(resumed)
  let hit: BoundHit | undefined
  let breath = started
  for (;;) {
    const { done, value } = search.next(hit)
    if (done === true) {
      line.clear()
      return { result: value, seconds: elapsed() }
    }
    if (io.now() - breath > BREATH) {
      await breathe()
      breath = io.now()
    }
    line.show(() => progressText(name, value, elapsed(), outlook))
    if (interrupt.asked) hit = { bound: 'interrupted', limit: 0 }
    else if (elapsed() >= maxSeconds) hit = { bound: 'seconds', limit: maxSeconds }
    keeper?.keep(value, hit !== undefined || value.ending !== undefined)
  }
}

/** What shrinking came to, and whether an interrupt ended it. */
export interface Shrinkage {
  readonly shrunk: Shrunk
  readonly stopped: boolean
}

/** Shrinks a counterexample, showing progress; an interrupt ends it with the best so far. */
export async function superviseShrinking(
  system: System,
  clock: Clock,
  counterexample: Counterexample,
  io: Io,
): Promise<Shrinkage> {
  const interrupt = interruptOf(io)
  const line = new ProgressLine(io)
  const work = shrinking(system, clock, counterexample)
  let breath = io.now()
  try {
    for (;;) {
      const { done, value } = work.next(interrupt.asked)
      if (done === true) return { shrunk: value, stopped: interrupt.asked }
      if (io.now() - breath > BREATH) {
        await breathe()
        breath = io.now()
      }
      line.show(() => shrinkText(system.name, value))
    }
  } finally {
    line.clear()
    interrupt.release()
  }
}
