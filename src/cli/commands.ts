import type { System } from '../engine/system.ts'
import { formatToken } from '../engine/token.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { commandLine } from '../report/command-line.ts'
import { searchToken } from '../sim/replay.ts'
import type { Target } from './target.ts'

export { commandLine }

/** How a system is named on the command line. */
export function nameOf({ system, module }: Target): string {
  return module === undefined ? system.name : `${module}:${system.name}`
}

/** Whether a counterexample has an execution; the others are evident only from the whole search. */
export function hasExecution({ violation }: Counterexample): boolean {
  return violation.kind !== 'never' && violation.kind !== 'vacuous'
}

/** The command that makes a search's counterexample again. */
export function searchReplay(system: System, counterexample: Counterexample, module?: string): string | undefined {
  if (!hasExecution(counterexample)) return undefined
  return commandLine('replay', formatToken(searchToken(system, counterexample, module)))
}
