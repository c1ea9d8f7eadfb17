import type { LockUse, Spread } from '../sim/measures.ts'
import type { Style } from './style.ts'
import { count, grouped, padded, paragraph } from './text.ts'

/** What one timed run under load came to. */
export interface LoadRow {
  readonly design: string
  readonly connections: number
  /** The mean virtual milliseconds of a message to or from the server elsewhere. */
  readonly outbound: number
  /** `hung` when everything stood still before all requests were answered. */
  readonly outcome: 'answered' | 'hung' | 'cut off'
  /** Virtual milliseconds. */
  readonly time: number
  readonly steps: number
  readonly latency: Spread
  readonly lock: LockUse | undefined
}

/** Rows and how they were made. */
export interface Load {
  readonly seed: number
  /** The mean virtual milliseconds between two connections. */
  readonly every: number
  readonly releases: boolean
  readonly rows: readonly LoadRow[]
}

/** Answered requests in a virtual second. */
export function throughputOf({ latency, time }: LoadRow): number {
  return time === 0 ? 0 : (1000 * latency.count) / time
}

const COLUMNS = [
  ['answered', 9],
  ['req/s', 7],
  ['p50', 7],
  ['p95', 7],
  ['p99', 7],
  ['queue', 7],
  ['hold', 6],
  ['wait', 6],
  ['worst', 7],
] as const

const NAME = 15

function cells(row: LoadRow): readonly string[] {
  const { connections, latency, lock } = row
  return [
    `${latency.count}/${connections}`,
    throughputOf(row).toFixed(1),
    String(latency.p50),
    String(latency.p95),
    String(latency.p99),
    (lock?.queue.mean ?? 0).toFixed(1),
    String(lock?.hold.p50 ?? 0),
    String(lock?.wait.p50 ?? 0),
    String(Math.max(lock?.wait.max ?? 0, lock?.starving.longest ?? 0)),
  ]
}

function rowText(row: LoadRow, { paint }: Style): string {
  const numbers = cells(row).map((cell, at) => padded(cell, COLUMNS[at][1], 'left'))
  const name = padded(row.design, NAME)
  return `  ${row.outcome === 'answered' ? name : paint.bad(name)}${numbers.join('')}`
}

/** What is not to be read off the numbers. */
function remarks(rows: readonly LoadRow[]): readonly string[] {
  return rows.flatMap(({ design, outcome, time, lock, latency }) => {
    if (outcome === 'answered') return []
    if (outcome === 'cut off') return [`${design} was cut off after ${grouped(time)} ms: inconclusive.`]
    const starving = lock === undefined ? '' : `; ${count(lock.starving.count, 'actor')} wait for ${lock.lock} for ever`
    return [`${design} hangs after ${count(latency.count, 'answer')}${starving}.`]
  })
}

/** The groups of rows that are compared with each other. */
function groupsOf(rows: readonly LoadRow[]): readonly (readonly LoadRow[])[] {
  const groups = new Map<string, LoadRow[]>()
  for (const row of rows) {
    const key = `${row.outbound} ${row.connections}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
}

/** How the rows were made, in a sentence. */
export function loadManner({ seed, every, releases }: Load): string {
  const mutex = releases ? 'given back' : 'kept'
  return `One connection every ${every} ms on average, each with one request; routes in turn: one without a call, one that calls the kernel, one with an outbound request, over which the mutex is ${mutex}. Seed ${seed}; all times are virtual milliseconds.`
}

/** The tables for the terminal. */
export function loadText(load: Load, style: Style): string {
  const header = `  ${padded('', NAME)}${COLUMNS.map(([name, width]) => padded(name, width, 'left')).join('')}`
  const groups = groupsOf(load.rows).flatMap((rows) => [
    '',
    style.paint.strong(`${count(rows[0].connections, 'connection')}, outbound messages of ${rows[0].outbound} ms`),
    style.paint.dim(header),
    ...rows.map((row) => rowText(row, style)),
    ...remarks(rows).flatMap((remark) => paragraph(remark, style.columns, '  ')),
  ])
  const legend =
    'p50, p95 and p99 are of the time to the response. Of the lock most waited for: queue is how many wait on average, hold and wait are medians, worst is the longest wait.'
  return [
    ...paragraph(loadManner(load), style.columns, ''),
    ...groups,
    '',
    ...paragraph(legend, style.columns, ''),
  ].join('\n')
}

/** The same as it stands in `results`. */
export function loadJson(load: Load): readonly object[] {
  const { seed, every, releases } = load
  return load.rows.map((row) => ({
    ...row,
    lock: row.lock ?? null,
    throughput: Math.round(1000 * throughputOf(row)) / 1000,
    seed,
    every,
    releases,
  }))
}
