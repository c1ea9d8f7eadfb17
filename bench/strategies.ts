// How many runs each strategy needs to see bugs of known depth: npm run bench:strategies -- [--runs n] [--only text]
// The seeds are fixed, so that the table (docs/strategies.md) is the same on every machine.
import { parseArgs } from 'node:util'
import type { System } from '../src/index.ts'
import { sweeper } from '../src/sim/sweep.ts'
import { bugs } from './seeded-bugs.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, only: { type: 'string', default: '' } },
})
const runs = Number(values.runs)

const strategies = [
  'random',
  'pct:2',
  'pct:3',
  'pos',
  'urw',
  'guided',
  'round-robin:4',
  'delay-bounded:2',
  'preemption-bounded:2',
  'pos+pct:3+urw',
]

/** How many of the runs with the seeds from 0 on fail. */
function failures(system: System, strategy: string): number {
  const { findings } = sweeper(system, { strategy, steps: 400 }, true)({ first: 0, runs })
  return findings.reduce((sum, finding) => sum + finding.runs, 0)
}

/** Wilson's interval for a share, 95 % (Wilson 1927). */
function interval(failed: number): readonly [number, number] {
  const z = 1.96
  const share = failed / runs
  const centre = share + z ** 2 / (2 * runs)
  const spread = z * Math.sqrt((share * (1 - share)) / runs + z ** 2 / (4 * runs ** 2))
  return [centre - spread, centre + spread].map((bound) => bound / (1 + z ** 2 / runs)) as [number, number]
}

function short(number: number): string {
  return number < 10 ? number.toFixed(1) : String(Math.round(number))
}

/** The runs that are needed, as the inverse of the share that fails, and between which bounds. */
function needed(failed: number): string {
  const [least, most] = interval(failed)
  if (failed === 0) return `> ${short(1 / most)}`
  return `${short(runs / failed)} (${short(1 / Math.min(1, most))}–${short(1 / least)})`
}

console.log(`| bug | depth | ${strategies.join(' | ')} |`)
console.log(`|---|---|${strategies.map(() => '---').join('|')}|`)
for (const { name, depth, system } of bugs) {
  if (!name.includes(values.only)) continue
  const cells = strategies.map((strategy) => needed(failures(system, strategy)))
  console.log(`| ${name} | ${depth} | ${cells.join(' | ')} |`)
}
