import type { System } from '../engine/system.ts'
import { formatToken } from '../engine/token.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { printable } from '../report/text.ts'
import { searchToken } from '../sim/replay.ts'
import type { Target } from './target.ts'

/** A word that a shell takes as it is. */
function word(text: string): string {
  const shown = printable(text)
  return /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}

/** A command as it can be pasted. */
export function commandLine(...words: readonly string[]): string {
  return ['npx', 'sim', ...words].map(word).join(' ')
}

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
