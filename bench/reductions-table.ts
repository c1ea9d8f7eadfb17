import { check } from '../src/check/check.ts'
import type { System } from '../src/index.ts'
import { catalogue } from '../src/model/catalogue.ts'
import { serverNamed } from '../src/model/server.ts'
import { clients } from '../test/systems/clients.ts'
import { pairs } from '../test/systems/pairs.ts'
import { philosophers } from '../test/systems/philosophers.ts'
import { ring } from '../test/systems/ring.ts'

/** Beyond this a full search takes longer than a table is worth. */
const MOST = 2_000_000

/** Asked for deadlock only: other properties of the server look at nearly every step. */
const server = (name: string) => (n: number) => {
  const system = serverNamed(`${name}-${n}`) as System
  return { ...system, properties: system.properties.filter(({ kind }) => kind === 'deadlock-free') }
}

const grown: readonly (readonly [string, readonly number[], (n: number) => System])[] = [
  ['pairs', [1, 2, 4, 6, 8, 10], pairs],
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

/** The systems of the table of families, each with its number, and those of the catalogue. */
export const families: ReadonlyMap<string, () => System> = new Map(
  grown.flatMap(([name, sizes, make]) => sizes.map((n) => [`${name} ${n}`, () => make(n)] as const)),
)
export const scenarios: ReadonlyMap<string, () => System> = new Map(catalogue.map(({ name, system }) => [name, system]))

/** Which of the two tables. */
export type Table = 'family' | 'scenario'

/** The row of a system: searched in full and in each reduced way that there is. */
export function row(name: string, system: System): string {
  const isSymmetric = system.symmetric.length > 0
  const cells = [
    states(system, {}),
    states(system, { reduce: true, symmetry: false }),
    isSymmetric ? states(system, { reduce: true, partialOrder: false }) : '',
    isSymmetric ? states(system, { reduce: true }) : '',
  ]
  return `| ${[name, ...cells].join(' | ')} |`
}

/** How a table begins. */
export function heading(what: Table): string {
  return `| ${what} | full | partial order | symmetry | both |\n|---|--:|--:|--:|--:|\n`
}

/** The rows of a table of the page. */
export function rowsOf(page: string, what: Table): readonly string[] {
  const [, after] = page.split(heading(what))
  return after.slice(0, `${after}\n\n`.search(/\n\n|\n$/)).split('\n')
}

/** The page with other rows in one table. */
export function withRows(page: string, what: Table, rows: readonly string[]): string {
  const before = rowsOf(page, what).join('\n')
  return page.replace(heading(what) + before, () => heading(what) + rows.join('\n'))
}
