import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LoadedName } from '../model/load.ts'
import { isClient, isOutbound, isThread, loaded, loadedServer } from '../model/load.ts'
import { jsonReport } from '../report/json.ts'
import { loadPage } from '../report/load-page.ts'
import type { Load, LoadRow } from '../report/load-report.ts'
import { loadJson, loadText } from '../report/load-report.ts'
import { drawn } from '../scheduler/duration.ts'
import { random } from '../scheduler/prng.ts'
import { Measures, spreadOf } from '../sim/measures.ts'
import { timedRun } from '../sim/timed-run.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import { ProgressLine } from './progress.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import { interruptOf } from './supervise.ts'

/** How designs are put under load. */
export interface LoadOptions {
  readonly connections: readonly number[]
  readonly outbound: readonly number[]
  readonly every: number
  readonly seed: number
  readonly steps: number
  readonly release?: boolean
  readonly html?: string
  readonly json?: boolean
  readonly ascii?: boolean
}

/** Virtual milliseconds that a thread computes between two accesses to what it shares with others. */
const COMPUTATION = { uniform: [0, 2] } as const

function isLoaded(name: string): name is LoadedName {
  return Object.hasOwn(loaded, name)
}

function designsNamed(names: readonly string[]): readonly LoadedName[] {
  const known = Object.keys(loaded)
  const unknown = names.find((name) => !isLoaded(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `no design '${unknown}' under load; known are ${known.join(', ')}${suggestion(unknown, known)}`,
    )
  }
  return (names.length === 0 ? known : names).filter(isLoaded)
}

/** When the connections come: at random with a mean, the same for every design. */
function arrivalsOf(connections: number, { seed, every }: LoadOptions): readonly number[] {
  const draw = random(seed, 3)
  let time = 0
  return Array.from({ length: connections }, () => {
    time += drawn({ exponential: every }, draw)
    return time
  })
}

function rowOf(design: LoadedName, connections: number, outbound: number, options: LoadOptions): LoadRow {
  const { seed, steps: most, release = false } = options
  const system = loadedServer(design, arrivalsOf(connections, options), release)
  const timing = {
    message: (from: string, to: string) => (isOutbound(from, to) ? { exponential: outbound } : 0),
    computation: (actor: string) => (isThread(actor) ? COMPUTATION : 0),
  }
  const measures = new Measures(isClient)
  const { time, steps, truncated } = timedRun(system, timing, seed, most, measures)
  const latency = spreadOf(measures.latencies)
  const outcome = latency.count === connections ? 'answered' : truncated ? 'cut off' : 'hung'
  return { design, connections, outbound, outcome, time, steps, latency, lock: measures.busiest(time) }
}

/** `sim load [designs...]` */
export async function loadCommand(names: readonly string[], options: LoadOptions, session: Session): Promise<number> {
  const designs = designsNamed(names)
  const { connections, outbound, every, seed, release = false, html, json } = options
  const asked = outbound.flatMap((io) => connections.flatMap((n) => designs.map((design) => ({ design, n, io }))))
  const interrupt = interruptOf(session.io)
  const line = new ProgressLine(session.io)
  const rows: LoadRow[] = []
  for (const { design, n, io } of asked) {
    line.show(() => `${rows.length} of ${asked.length}: ${design} with ${n} connections`)
    await breathe()
    if (interrupt.asked) break
    rows.push(rowOf(design, n, io, options))
  }
  line.clear()
  interrupt.release()
  const load: Load = { seed, every, releases: release, rows }
  if (html !== undefined) write(html, loadPage(load), session)
  session.print(json ? jsonReport({ results: loadJson(load) }) : `${loadText(load, styleOf(session, options))}\n`)
  if (interrupt.asked) return EXIT.interrupted
  return rows.some(({ outcome }) => outcome === 'cut off') ? EXIT.inconclusive : EXIT.expected
}

function write(file: string, page: string, { io }: Session): void {
  try {
    writeFileSync(resolve(io.cwd, file), page)
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
