import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measured } from './measure.ts'
import type { Pinned } from './pinned.ts'

/** What is missing to run SPIN here; `undefined` when nothing is. */
export function missing(): string | undefined {
  const tools = [
    ['spin', '-V'],
    ['gcc', '--version'],
  ]
  const absent = tools.filter(([tool, flag]) => spawnSync(tool, [flag]).status !== 0).map(([tool]) => tool)
  return absent.length === 0 ? undefined : absent.join(' and ')
}

/** A verifier made by SPIN. */
export interface Verifier {
  /** Seconds to generate and to compile it. */
  readonly made: number
  run(): Measured
  remove(): void
}

/** Room for 6,000,000 states on the search's stack, and a hash table of 2^24 entries: enough for all that is compared. */
const LIMITS = ['-m6000000', '-w24', '-c0', '-e']

/** Generates and compiles the verifier of a model, without partial-order reduction. */
export function verifier({ model, n }: Pick<Pinned, 'model' | 'n'>): Verifier {
  const cwd = mkdtempSync(join(tmpdir(), 'interlock-spin-'))
  const start = performance.now()
  execFileSync('spin', [`-DN=${n}`, '-a', join(import.meta.dirname, '../..', `${model}.pml`)], { cwd })
  execFileSync('gcc', ['-O3', '-w', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd })
  const made = (performance.now() - start) / 1000
  const run = (): Measured => {
    const timed = ['-c', 'TIMEFORMAT="cpu %U %S"; time "$0" "$@"', join(cwd, 'pan'), ...LIMITS]
    const { stdout, stderr } = spawnSync('bash', timed, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 })
    const read = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1])
    const [, user, kernel] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? []
    const memory = read(/([\d.]+)\s+total actual memory usage/) * 2 ** 20
    return {
      states: read(/(\d+) states, stored/) - 1,
      transitions: read(/(\d+) transitions/) - 2,
      seconds: read(/elapsed time ([\d.]+) seconds/),
      cpu: Number(user) + Number(kernel),
      bytes: memory,
      peak: memory,
    }
  }
  return { made, run, remove: () => rmSync(cwd, { recursive: true }) }
}
