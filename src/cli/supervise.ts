import type { CheckResult } from '../check/check.ts'
import { checking } from '../check/check.ts'
import type { Progress } from '../check/search.ts'
import type { System } from '../engine/system.ts'
import type { BoundHit } from '../engine/verdict.ts'
import type { Io } from './io.ts'
import { breathe } from './io.ts'
import type { SearchOptions } from './options.ts'
import { checkOptionsOf } from './options.ts'
import { ProgressLine, progressText } from './progress.ts'

/** A check and the time it took. */
export interface Supervised<T = CheckResult> {
  readonly result: T
  readonly seconds: number
}

/** Whether the user has asked to stop. */
export interface Interrupt {
  readonly asked: boolean
  readonly release: () => void
}

/** Listens for an interrupt until released. */
export function interruptOf(io: Io): Interrupt {
  let asked = false
  const release = io.onInterrupt(() => {
    asked = true
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

/** Checks a system, keeping the time, showing progress and heeding an interrupt. */
export function supervise(system: System, options: SearchOptions, io: Io, interrupt: Interrupt): Promise<Supervised> {
  return superviseSearch(system.name, checking(system, checkOptionsOf(options)), options, io, interrupt)
}

/** The same for any search, or several of them. */
export async function superviseSearch<T>(
  name: string,
  search: Generator<Progress, T, BoundHit | undefined>,
  { maxSeconds = Number.POSITIVE_INFINITY }: SearchOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<Supervised<T>> {
  const started = io.now()
  const elapsed = (): number => (io.now() - started) / 1000
  const line = new ProgressLine(io)
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
    line.show(() => progressText(name, value, elapsed()))
    if (interrupt.asked) hit = { bound: 'interrupted', limit: 0 }
    else if (elapsed() >= maxSeconds) hit = { bound: 'seconds', limit: maxSeconds }
  }
}
