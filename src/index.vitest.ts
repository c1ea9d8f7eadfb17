import { expect } from 'vitest'
import { deadlockFree } from './engine/property.ts'
import type { System } from './engine/system.ts'
import { isSystem } from './engine/system.ts'
import { formatToken } from './engine/token.ts'
import type { Counterexample } from './engine/verdict.ts'
import { commandLine } from './report/command-line.ts'
import { explanation } from './report/explanation.ts'
import { shrunkLine, truncatedText } from './report/run-report.ts'
import { UNPAINTED } from './report/style.ts'
import { count, quoted } from './report/text.ts'
import { scheduleToken } from './sim/replay.ts'
import { shrink } from './sim/shrink.ts'
import type { SimulateOptions, SimulationResult } from './sim/simulate.ts'
import { SIMULATE, simulate } from './sim/simulate.ts'

/** What `toBeDeadlockFree` takes. */
export interface DeadlockFreeOptions extends SimulateOptions {
  /** The file that exports the system, for the replay line. */
  readonly module?: string
  /**
   * Whether the system never ends, so that runs are cut off at their bound on steps. Default false: such a run is inconclusive,
   * and the expectation fails, with `not` and without.
   */
  readonly endless?: boolean
}

const REMEDY = 'the option steps raises it; endless: true accepts it of a system that never ends'
const STYLE = { paint: UNPAINTED, columns: 100, ascii: false }

/**
 * Simulates a system, asking for deadlock alone. What passes is a sample and proves nothing of other schedules: `check` does.
 * @throws TypeError when it is given no system.
 */
function toBeDeadlockFree(
  this: { readonly isNot: boolean },
  given: unknown,
  { module, endless = false, ...options }: DeadlockFreeOptions = {},
): { pass: boolean; message: () => string } {
  if (!isSystem(given)) throw new TypeError('toBeDeadlockFree takes a system; make it by defineSystem({ … })')
  const own = given.properties.filter(({ kind }) => kind === 'deadlock-free')
  const system = { ...given, properties: own.length > 0 ? own : [deadlockFree()] }
  const result = simulate(system, options)
  const { verdict } = result
  if (verdict.kind !== 'counterexample') {
    const runs = count(result.runs, 'run')
    const cut = truncatedText(result, result.runs, options.steps ?? SIMULATE.steps, REMEDY)
    if (cut !== undefined && !endless && !this.isNot) {
      return { pass: false, message: () => `${quoted(system.name)}: no deadlock in ${runs}, but ${cut}` }
    }
    return { pass: true, message: () => `expected ${quoted(system.name)} to deadlock, but ${runs} showed none` }
  }
  return { pass: false, message: () => failureText(system, result, verdict.counterexample, module) }
}

function failureText(
  system: System,
  { clock, failing, strategy }: SimulationResult,
  found: Counterexample,
  module: string | undefined,
): string {
  const shrunk = shrink(system, clock, found)
  const { counterexample } = shrunk
  const token = formatToken(scheduleToken(system, clock, counterexample, module))
  const replay = commandLine('replay', token)
  const told = explanation({ system, clock, counterexample, replay }, STYLE)
  const where =
    module === undefined
      ? `\n(with --system FILE.ts:${system.name}, the file that exports it, unless it is interlock's)`
      : ''
  return `${told}${where}\n\nseed ${failing}, strategy ${strategy}. ${shrunkLine(system, shrunk)}`
}

expect.extend({ toBeDeadlockFree })

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it
  interface Matchers<T = any> {
    /** No seeded run of this system deadlocks. */
    toBeDeadlockFree: (options?: DeadlockFreeOptions) => T
  }
}
