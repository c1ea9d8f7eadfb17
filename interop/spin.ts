import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { search } from '../src/check/search.ts'
import { monitors } from '../src/engine/monitor.ts'
import { Network } from '../src/engine/network.ts'
import type { System } from '../src/engine/system.ts'
import { violatedBy } from '../src/engine/verdict.ts'
import { modelOf } from '../src/report/export/claims.ts'
import { promela } from '../src/report/export/promela.ts'

const run = promisify(execFile)

/** What a search of all states comes to, by whichever tool. */
export interface Counts {
  readonly states: number
  readonly transitions: number
  /** How often a property is violated: once by each step, and in each state as often as SPIN's claim looks at it. */
  readonly violations: number
}

/** A system, what interlock counts, and the same as a Promela model. */
export interface Exported {
  readonly name: string
  readonly counts: Counts
  readonly ends: number
  readonly model: string
}

/** The version of SPIN that is installed here; `undefined` without it or without a C compiler. */
export function spinVersion(): string | undefined {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' })
    return execFileSync('spin', ['-V'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

/** Explores a system and exports it; `undefined` when it has more states than `limit`. */
export function exported(system: System, limit: number): Exported | undefined {
  const space = new Network(system, system.clock ?? 'free')
  const start = space.initial().state
  let faults = 0
  const flagged = (_index: number, state: Int32Array, position: number): void => {
    const { flaw } = space.take(state, position)
    if (flaw !== undefined && violatedBy(flaw, system.properties) !== undefined) faults++
  }
  const run = search(space, start, { states: limit }, { state: () => {}, flagged })
  let step = run.next(undefined)
  while (!step.done) step = run.next(undefined)
  const graph = step.value
  if (graph.hit !== undefined) return undefined
  const model = modelOf(space, graph, system.properties)
  const leftOut = model.claims.filter(({ kind }) => kind === 'left-out').map(({ property }) => property)
  const watched = monitors(space, system.properties).filter(({ property }) => !leftOut.includes(property.name))
  const deadlockFree = system.properties.some(({ kind }) => kind === 'deadlock-free')
  let [ends, violations] = [0, faults]
  for (let index = 0; index < graph.states; index++) {
    const state = graph.state(index)
    const isEnd = graph.degree(index) === 0
    const stuck = isEnd && state.some((config, slot) => space.readiness(slot, config) === 'running')
    const violated = watched.filter((monitor) => monitor.violation(state) !== undefined).length
    // Where nothing is enabled, the claim moves once more.
    violations += (violated + Number(deadlockFree && stuck)) * (isEnd ? 2 : 1)
    ends += Number(isEnd)
  }
  const { states, transitions } = graph
  return { name: system.name, counts: { states, transitions, violations }, ends, model: promela(model) }
}

/** Lets SPIN search a model to the end, and reads its counts as ours: without the start and the ends (docs/export.md). */
async function searchedBySpin({ model, ends }: Exported): Promise<Counts> {
  const cwd = mkdtempSync(join(tmpdir(), 'interlock-spin-'))
  try {
    writeFileSync(join(cwd, 'model.pml'), model)
    await run('spin', ['-a', 'model.pml'], { cwd })
    await run('gcc', ['-O0', '-w', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd })
    const { stdout } = await run('./pan', ['-c0', '-w18', '-m1000000'], { cwd, maxBuffer: 1 << 28 })
    const found = (pattern: RegExp): number => {
      const match = pattern.exec(stdout)
      if (match === null) throw new Error(`SPIN says nothing of ${pattern}:\n${stdout.slice(0, 2000)}`)
      return Number(match[1])
    }
    if (/max search depth too small/.test(stdout)) throw new Error('SPIN did not search to the end')
    return {
      states: found(/^ *(\d+) states, stored$/m),
      transitions: found(/^ *(\d+) transitions \(/m) - 1 - ends,
      violations: found(/errors: (\d+)$/m),
    }
  } finally {
    rmSync(cwd, { recursive: true })
  }
}

/** Searches models, so many at a time. */
export async function searchedAll(models: readonly Exported[], atOnce = 2): Promise<readonly Counts[]> {
  const results: Counts[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < models.length) {
      const at = next++
      results[at] = await searchedBySpin(models[at])
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}
