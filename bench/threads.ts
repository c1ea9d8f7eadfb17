// What threads gain in a search and in a check, and from how many states on they are worth their start:
// npm run bench:threads -- [--runs n] [--threads n] [--only text]
import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measured } from './measure.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
})
const runs = Number(values.runs)
const script = join(import.meta.dirname, 'measure.js')
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const row = (cells: readonly string[]): void => console.log(cells.map((cell) => cell.padStart(16)).join(''))
const wanted = (system: string): boolean => system.replace(' ', '-').includes(values.only)

function measure(system: string, ...options: readonly string[]): Measured {
  return JSON.parse(execFileSync(process.execPath, [script, ...system.split(' '), ...options], { encoding: 'utf8' }))
}

/** Measures each of several ways as often as asked, in turn, so that what else the machine does meets all alike. */
function interleaved(system: string, ways: readonly (readonly string[])[]): readonly Measured[][] {
  const all: Measured[][] = ways.map(() => [])
  for (let run = 0; run < runs; run++) for (const [at, way] of ways.entries()) all[at].push(measure(system, ...way))
  const counts = new Set(all.flat().map(({ states, transitions }) => `${states} states, ${transitions} transitions`))
  if (counts.size > 1) throw new Error(`${system}: ${[...counts].join('; ')}`)
  return all
}

const secondsOf = (all: readonly Measured[]): number => median(all.map(({ seconds }) => seconds))
const cpuOf = (all: readonly Measured[]): number => median(all.map(({ cpu }) => cpu))

console.log(`${availableParallelism()} cores, Node ${process.version}; medians of ${runs} interleaved runs`)
console.log(
  `\n${values.threads} threads against one: times as fast by the clock, and by processor time of the calling thread`,
)
row(['', 'search', 'by processor', 'check', 'by processor'])
for (const system of ['philosophers 8', 'philosophers 9', 'ring 11'].filter(wanted)) {
  const ways = ['search', 'check'].flatMap((mode) => ['1', values.threads].map((threads) => [mode, threads]))
  const [one, several, checkOne, checkSeveral] = interleaved(system, ways)
  row([
    system,
    ...[
      [one, several],
      [checkOne, checkSeveral],
    ].flatMap(([alone, together]) => [
      (secondsOf(alone) / secondsOf(together)).toFixed(2),
      ((Number(values.threads) * cpuOf(alone)) / cpuOf(together)).toFixed(2),
    ]),
  ])
}

const FROM = ['0', '10000', '30000', '100000']
console.log('\nSeconds of a search by one thread, and with threads called from so many states on')
row(['', 'one', ...FROM])
for (const system of ['philosophers 6', 'ring 9', 'philosophers 7', 'ring 10', 'philosophers 8'].filter(wanted)) {
  const all = interleaved(system, [['search', '1'], ...FROM.map((from) => ['search', values.threads, from])])
  row([system, ...all.map((each) => secondsOf(each).toFixed(3))])
}
