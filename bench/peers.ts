// Speed and memory side by side with SPIN, on models with the same counts: npm run bench:peers -- [--runs n] [--only text]
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measured } from './measure.ts'
import type { Pinned } from './pinned.ts'
import { compared, growing } from './pinned.ts'
import type { Verifier } from './spin.ts'
import { missing, verifier } from './spin.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
})
const runs = Number(values.runs)
const root = join(import.meta.dirname, '../../..')

const nameOf = ({ model, n }: Pick<Pinned, 'model' | 'n'>): string => `${model}-${n}`
const wanted = (pinned: Pick<Pinned, 'model' | 'n'>): boolean => nameOf(pinned).includes(values.only)
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`
const thousands = (number: number): string => Math.round(number).toLocaleString('en')
const row = (cells: readonly string[]): void => console.log(cells.map((cell) => cell.padStart(14)).join(' '))

/** One measurement of ours, in a process of its own. */
function ours({ model, n }: Pick<Pinned, 'model' | 'n'>, mode: 'search' | 'check'): Measured {
  const script = join(import.meta.dirname, 'measure.js')
  return JSON.parse(execFileSync(process.execPath, [script, model, String(n), mode], { encoding: 'utf8' }))
}

/** Seconds of a whole `sim check`, from the start of its process. */
function commandSeconds({ model, n }: Pinned): number {
  const folder = join(import.meta.dirname, 'systems')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${model}-${n}.mjs`)
  writeFileSync(file, `import { pinned } from '../pinned.js'\nexport const system = pinned('${model}', ${n})\n`)
  const start = performance.now()
  try {
    execFileSync(process.execPath, [join(root, 'bin/sim.js'), 'check', file], { stdio: 'ignore' })
  } catch {
    // The philosophers deadlock: exit code 1.
  }
  return (performance.now() - start) / 1000
}

/** What one system came to: by side, all runs. */
interface Round {
  readonly spin: Measured[]
  readonly search: Measured[]
  readonly check: Measured[]
  readonly command: number[]
}

function measure(pinned: Pinned, spin: Verifier | undefined): Round {
  const round: Round = { spin: [], search: [], check: [], command: [] }
  for (let run = 0; run < runs; run++) {
    // Interleaved, so that what else the machine does meets all alike.
    if (spin !== undefined) round.spin.push(spin.run())
    round.search.push(ours(pinned, 'search'))
    round.check.push(ours(pinned, 'check'))
    round.command.push(commandSeconds(pinned))
  }
  for (const { states, transitions } of [...round.spin, ...round.search, ...round.check]) {
    if (states === pinned.states && transitions === pinned.transitions) continue
    throw new Error(`${nameOf(pinned)}: ${states} states and ${transitions} transitions: the models differ`)
  }
  return round
}

const rateOf = (all: readonly Measured[]): number => median(all.map(({ states, seconds }) => states / seconds))
const cpuRateOf = (all: readonly Measured[]): number => median(all.map(({ states, cpu }) => states / cpu))
const peakOf = (all: readonly Measured[]): number => median(all.map(({ peak }) => peak))

function report(pinned: Pinned & { readonly goal: number }, spin: Verifier | undefined): void {
  const round = measure(pinned, spin)
  console.log(`\n${nameOf(pinned)}: ${thousands(pinned.states)} states, ${thousands(pinned.transitions)} transitions`)
  row(['', 'states/s', 'transitions/s', 'states/cpu s', 'peak memory', 'whole process'])
  const line = (name: string, all: readonly Measured[], whole: string): void => {
    const rate = rateOf(all)
    const transitions = (rate * pinned.transitions) / pinned.states
    row([name, thousands(rate), thousands(transitions), thousands(cpuRateOf(all)), mebibytes(peakOf(all)), whole])
  }
  line('search', round.search, '')
  line('check', round.check, `${median(round.command).toFixed(2)} s`)
  if (spin === undefined) return
  const whole = spin.made + median(round.spin.map(({ seconds }) => seconds))
  line('SPIN', round.spin, `${whole.toFixed(2)} s`)
  const ratio = (all: readonly Measured[]): string => `${(rateOf(all) / rateOf(round.spin)).toFixed(1)} times`
  const cpuRatio = (all: readonly Measured[]): string => (cpuRateOf(all) / cpuRateOf(round.spin)).toFixed(1)
  console.log(
    `  states/s: search ${ratio(round.search)}, check ${ratio(round.check)} SPIN's (goal ${pinned.goal}), ` +
      `by processor time ${cpuRatio(round.search)} and ${cpuRatio(round.check)}; ` +
      `memory ${(peakOf(round.check) / peakOf(round.spin)).toFixed(2)} (goal 0.25); ` +
      `whole process ${(median(round.command) / whole).toFixed(2)} (goal below 1)`,
  )
}

/** How states, speed and memory grow. */
function growth(): void {
  console.log('\nGrowth (ours, check)')
  row(['', 'states', 'transitions', 'seconds', 'states/s', 'bytes/state', 'peak memory'])
  for (const pinned of growing.filter(wanted)) {
    const all = Array.from({ length: Math.min(runs, 3) }, () => ours(pinned, 'check'))
    const { states, transitions, bytes } = all[0]
    const seconds = median(all.map((each) => each.seconds))
    row([
      nameOf(pinned),
      thousands(states),
      thousands(transitions),
      seconds.toFixed(2),
      thousands(states / seconds),
      (bytes / states).toFixed(1),
      mebibytes(peakOf(all)),
    ])
  }
}

const absent = missing()
console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}; medians of ${runs} interleaved runs`)
if (absent !== undefined) console.log(`SPIN is left out, for want of ${absent} (Debian: apt-get install spin gcc)`)
for (const pinned of compared.filter(wanted)) {
  const spin = absent === undefined ? verifier(pinned) : undefined
  try {
    report(pinned, spin)
  } finally {
    spin?.remove()
  }
}
growth()
