// One measurement, in a process of its own: node measure.js <model> <n> <search | check> [threads [states from which they
// help]]. Prints what it came to as JSON.
import { check } from '../src/check/check.ts'
import type { Graph } from '../src/check/graph.ts'
import { search } from '../src/check/search.ts'
import { threads } from '../src/cli/threads.ts'
import { Network } from '../src/engine/network.ts'
import { pinned } from './pinned.ts'

/** What a measurement came to. */
export interface Measured {
  readonly states: number
  readonly transitions: number
  readonly seconds: number
  /** Seconds of processor time, also the compiler's and the collector's. */
  readonly cpu: number
  /** Of the search's own tables. */
  readonly bytes: number
  /** Peak resident memory of the whole process, in bytes. */
  readonly peak: number
}

const [, , model, size, mode, several = '1', from] = process.argv
const system = pinned(model, Number(size))
const worth = from === undefined ? undefined : { states: Number(from), rest: 512 }
const crew = several === '1' ? undefined : threads(Number(several), worth)
/** More states than the largest system has. */
const MOST = 30_000_000
const start = performance.now()
const before = process.cpuUsage()
const found = mode === 'check' ? check(system, { crew, states: MOST }) : searched()
const seconds = (performance.now() - start) / 1000
const { user, system: kernel } = process.cpuUsage(before)
const cpu = (user + kernel) / 1e6
const peak = process.resourceUsage().maxRSS * 1024
const { states, transitions, bytes } = found
console.log(JSON.stringify({ states, transitions, seconds, cpu, bytes, peak } satisfies Measured))

/** SPIN's question: every state, and those in which nothing is enabled although somebody is not done. */
function searched(): Graph {
  const space = new Network(system, 'free')
  const run = search(space, space.initial().state, { states: MOST }, { flagged: () => {} }, undefined, crew)
  for (;;) {
    const { done, value } = run.next(undefined)
    if (!done) continue
    for (let index = 0; index < value.states; index++) if (value.degree(index) === 0) value.state(index)
    return value
  }
}
