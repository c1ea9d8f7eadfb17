import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Trace } from '../engine/trace.ts'
import { formatTrace, parseTrace, traceOf } from '../engine/trace.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { hasExecution } from './commands.ts'
import { UsageError } from './io.ts'
import type { Target } from './target.ts'

function fileName(system: string, property: string): string {
  const safe = (text: string): string => text.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|-+$/g, '')
  return `${safe(system)}.${safe(property)}.json`
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Writes the trace of a search's counterexample, and says where; `undefined` when there is nothing to replay. */
export function writeTrace(
  { system }: Target,
  counterexample: Counterexample,
  directory: string,
  cwd: string,
): string | undefined {
  if (!hasExecution(counterexample)) return undefined
  const path = join(directory, fileName(system.name, counterexample.property))
  const trace = traceOf(system, system.clock ?? 'free', { kind: 'search' }, counterexample)
  try {
    mkdirSync(resolve(cwd, directory), { recursive: true })
    writeFileSync(resolve(cwd, path), formatTrace(trace))
  } catch (error) {
    throw new UsageError(`the trace cannot be written: ${reason(error)}`)
  }
  return path
}

/** Reads a trace file. */
export function readTrace(path: string, cwd: string): Trace {
  let text: string
  try {
    text = readFileSync(resolve(cwd, path), 'utf8')
  } catch {
    throw new UsageError(
      `'${path}' is neither a seed (a whole number), nor a token (il1.…), nor a trace file that can be read`,
    )
  }
  return parseTrace(text)
}
