import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Trace } from '../engine/trace.ts'
import { formatTrace } from '../engine/trace.ts'
import { UsageError } from './io.ts'

/** How the last failing run was made, so that its seed alone is enough to replay it. */
export interface LastRun {
  readonly system: string
  readonly module: string | null
  readonly strategy: string
  readonly steps: number
  readonly duration: readonly [number, number]
  readonly seed: number
  /** The mix of faults, where it was not the one that the seed draws. */
  readonly faults?: string
}

const DIRECTORY = '.interlock'
const FILE = 'last-run.json'
const TRACE = 'last-failure.json'

/** Remembers a failing run, and the trace of its counterexample; whether it could. */
export function rememberRun(run: LastRun, trace: Trace, cwd: string): boolean {
  try {
    mkdirSync(resolve(cwd, DIRECTORY), { recursive: true })
    writeFileSync(resolve(cwd, DIRECTORY, TRACE), formatTrace(trace))
    writeFileSync(resolve(cwd, DIRECTORY, FILE), `${JSON.stringify(run, null, 2)}\n`)
    return true
  } catch {
    return false
  }
}

function isLastRun(run: Partial<LastRun> | null): run is LastRun {
  return (
    typeof run === 'object' &&
    typeof run?.system === 'string' &&
    (run.module === null || typeof run.module === 'string') &&
    typeof run.strategy === 'string' &&
    typeof run.steps === 'number' &&
    Array.isArray(run.duration) &&
    run.duration.length === 2
  )
}

/** The last failing run in this directory. */
export function lastRun(cwd: string): LastRun {
  let text: string
  try {
    text = readFileSync(resolve(cwd, DIRECTORY, FILE), 'utf8')
  } catch {
    throw new UsageError('no run has failed here yet; say whose seed it is: sim replay <seed> --system NAME')
  }
  let run: unknown
  try {
    run = JSON.parse(text)
  } catch {
    run = null
  }
  if (isLastRun(run as Partial<LastRun> | null)) return run as LastRun
  throw new UsageError(`${DIRECTORY}/${FILE} is damaged; delete it, and use sim replay <seed> --system NAME`)
}
