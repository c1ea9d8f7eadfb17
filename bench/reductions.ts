// The table of docs/performance.md: states with and without reductions. npm run bench:reductions -- [--families]
import { check } from '../src/check/check.ts'
import type { System } from '../src/index.ts'
import { catalogue } from '../src/model/catalogue.ts'
import { serverNamed } from '../src/model/server.ts'
import { clients } from '../test/systems/clients.ts'
import { philosophers } from '../test/systems/philosophers.ts'
import { ring } from '../test/systems/ring.ts'

/** Beyond this a full search takes longer than a table is worth. */
const MOST = 2_000_000

/** Asked for deadlock only: other properties of the server look at nearly every step. */
const server = (name: string) => (n: number) => {
  const system = serverNamed(`${name}-${n}`) as System
  return { ...system, properties: system.properties.filter(({ kind }) => kind === 'deadlock-free') }
}

const families: readonly (readonly [string, readonly number[], (n: number) => System])[] = [
  ['philosophers', [4, 5, 6, 7], philosophers],
  ['ring', [6, 7, 8, 9, 10], ring],
  ['clients', [2, 3, 4, 5, 6], clients],
  ['original/scheduler-thread/kernel', [2, 3, 4, 5], server('original/scheduler-thread/kernel')],
  ['pattern-a/scheduler-thread/kernel', [2, 3, 4], server('pattern-a/scheduler-thread/kernel')],
  ['pattern-b/scheduler-thread/kernel', [2, 3], server('pattern-b/scheduler-thread/kernel')],
]

function states(system: System, options: object): string {
  const { states: seen, hit } = check(system, { ...options, states: MOST })
  return hit === undefined ? seen.toLocaleString('en') : `> ${MOST.toLocaleString('en')}`
}

function row(name: string, system: System): void {
  const isSymmetric = system.symmetric.length > 0
  const cells = [
    states(system, {}),
    states(system, { reduce: true, symmetry: false }),
    isSymmetric ? states(system, { reduce: true, partialOrder: false }) : '',
    isSymmetric ? states(system, { reduce: true }) : '',
  ]
  console.log(`| ${[name, ...cells].join(' | ')} |`)
}

function heading(what: string): void {
  console.log(`\n| ${what} | full | partial order | symmetry | both |\n|---|--:|--:|--:|--:|`)
}

heading('family')
for (const [name, sizes, system] of families) for (const n of sizes) row(`${name} ${n}`, system(n))
heading('scenario')
for (const { name, system } of process.argv.includes('--families') ? [] : catalogue) row(name, system())
