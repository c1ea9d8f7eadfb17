import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { search } from '../src/check/search.ts'
import { monitors } from '../src/engine/monitor.ts'
import { Network } from '../src/engine/network.ts'
import type { System } from '../src/engine/system.ts'
import { modelOf } from '../src/report/export/claims.ts'
import { tlaplus } from '../src/report/export/tlaplus.ts'

/** What a search of a whole module comes to. */
interface Found {
  readonly states: number
  /** Steps, as far as the checker tells: all of them, or pairs of states with a step between them. */
  readonly transitions?: number
  readonly pairs?: number
  /** The invariants that some state violates. */
  readonly violated: readonly string[]
}

/** A system as a TLA+ module, and what interlock finds in it. */
export interface Module {
  readonly name: string
  readonly text: string
  readonly ours: Required<Found>
}

/** A checker of TLA+ that is not ours. */
export interface Checker {
  readonly name: string
  search(module: Module): Found
}

/** Explores a system and exports it; `undefined` when it has more states than `limit`. */
export function moduleOf(system: System, limit: number): Module | undefined {
  const space = new Network(system, system.clock ?? 'free')
  const run = search(space, space.initial().state, { states: limit }, { state: () => {}, flagged: () => {} })
  let step = run.next(undefined)
  while (!step.done) step = run.next(undefined)
  const graph = step.value
  if (graph.hit !== undefined) return undefined
  const model = modelOf(space, graph, system.properties)
  const leftOut = model.claims.filter(({ kind }) => kind === 'left-out').map(({ property }) => property)
  const watched = monitors(space, system.properties).filter(({ property }) => !leftOut.includes(property.name))
  const broken = new Set<string>()
  let pairs = 0
  for (let index = 0; index < graph.states; index++) {
    const state = graph.state(index)
    for (const monitor of watched) if (monitor.violation(state) !== undefined) broken.add(monitor.property.name)
    const targets = new Set<number>()
    graph.successors(index, (target) => targets.add(target))
    pairs += targets.size
    const stuck = state.some((config, slot) => space.readiness(slot, config) === 'running')
    if (graph.degree(index) === 0 && stuck) broken.add('deadlock')
  }
  const text = tlaplus(model)
  const violated = invariantsOf(text).filter((name) => {
    const { kind, property } = model.claims[Number(name.slice('Claim'.length))]
    return broken.has(kind === 'no-global-deadlock' ? 'deadlock' : property)
  })
  return { name: system.name, text, ours: { states: graph.states, transitions: graph.transitions, pairs, violated } }
}

/** The configuration that a module carries in its comments. */
function configurationOf(text: string): readonly string[] {
  return [...text.matchAll(/^.. cfg: (.*)$/gm)].map(([, line]) => line)
}

function invariantsOf(text: string): readonly string[] {
  return configurationOf(text).flatMap((line) => /^INVARIANT (\w+)$/.exec(line)?.[1] ?? [])
}

/** What npm's `tla-checker` exports, as far as it is used. */
interface Wasm {
  initSync(from: { readonly module: Uint8Array }): void
  check_spec_with_cfg(
    ...asked: readonly [
      text: string,
      cfg: string,
      constants: string,
      states: number,
      depth: number,
      ends: true,
      dot: boolean,
    ]
  ): string
}

/** Of a search by `tla-checker`. */
interface Checked {
  readonly success: boolean
  readonly error_type: string | null
  readonly error_message: string | null
  readonly states_explored: number
  readonly dot: string | null
}

const MOST = 1_000_000

/** `tla-checker` (github.com/fabracht/tla-rs): a checker of TLA+ in Rust, as npm has it for WebAssembly; from its folder. */
export async function tlaChecker(folder: string): Promise<Checker> {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const wasm = (await import(pathToFileURL(join(folder, 'tla_checker.js')).href)) as Wasm
  wasm.initSync({ module: readFileSync(join(folder, 'tla_checker_bg.wasm')) })
  const checked = (text: string, invariants: readonly string[], dot: boolean): Checked => {
    const cfg = ['INIT Init', 'NEXT Next', ...invariants.map((name) => `INVARIANT ${name}`)].join('\n')
    const result = JSON.parse(wasm.check_spec_with_cfg(text, cfg, '{}', MOST, MOST, true, dot)) as Checked
    if (result.success || result.error_type === 'InvariantViolation') return result
    throw new Error(`tla-checker: ${result.error_type}: ${result.error_message}`)
  }
  return {
    name: `tla-checker ${version}`,
    search: ({ text }) => {
      const { states_explored: states, dot } = checked(text, [], true)
      const pairs = new Set((dot ?? '').match(/^ *s\d+ -> s\d+ /gm)).size
      return {
        states,
        pairs,
        violated: invariantsOf(text).filter((name) => !checked(text, [name], false).success),
      }
    },
  }
}

/** TLC, from `tla2tools.jar`, on the Java that is installed here. */
export function tlc(jar: string): Checker {
  if (!existsSync(jar)) throw new Error(`TLC_JAR: there is no '${jar}'`)
  return {
    name: 'TLC',
    search: ({ text }) => {
      const cwd = mkdtempSync(join(tmpdir(), 'interlock-tlc-'))
      try {
        writeFileSync(join(cwd, 'Interlock.tla'), text)
        writeFileSync(join(cwd, 'Interlock.cfg'), `${configurationOf(text).join('\n')}\n`)
        const { stdout } = spawnSync(
          'java',
          ['-cp', jar, 'tlc2.TLC', '-deadlock', '-continue', '-workers', '1', 'Interlock.tla'],
          { cwd, encoding: 'utf8', maxBuffer: 1 << 28 },
        )
        const [, generated, distinct] = /^(\d+) states generated, (\d+) distinct states found/m.exec(stdout) ?? []
        if (generated === undefined) throw new Error(`TLC counts nothing:\n${stdout.slice(0, 2_000)}`)
        const violated = new Set([...stdout.matchAll(/Invariant (\w+) is violated/g)].map(([, name]) => name))
        // One is the initial state.
        return {
          states: Number(distinct),
          transitions: Number(generated) - 1,
          violated: invariantsOf(text).filter((name) => violated.has(name)),
        }
      } finally {
        rmSync(cwd, { recursive: true })
      }
    },
  }
}
