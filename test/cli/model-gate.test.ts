import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check, formatTrace, traceOf } from '../../src/index.ts'
import type { Scenario } from '../../src/model/expected.ts'
import { philosophers } from '../systems/philosophers.ts'
import { sim, tokenless } from './sim.ts'
import { toys } from './toys.ts'

const toy = (name: string): Scenario => {
  const found = toys.find((scenario) => scenario.name === name)
  if (found === undefined) throw new Error(`no toy ${name}`)
  return found
}
const naive = toy('toy/naive/three')
const sound = toy('toy/sound/three')
const claims: readonly Scenario[] = [naive, sound]

/** A folder with the traces of scenarios, each as its text is changed. */
function traces(scenarios: readonly Scenario[], change = (text: string): string => text): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-traces-'))
  for (const scenario of scenarios) {
    const system = scenario.system()
    for (const finding of check(system).findings) {
      const file = join(folder, `${scenario.name}.json`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, change(formatTrace(traceOf(system, 'free', { kind: 'search' }, finding))))
    }
  }
  return folder
}

const gate = (scenarios: readonly Scenario[], folder: string, ...more: readonly string[]) =>
  sim(['gate', '--traces', folder, ...more], { scenarios })

describe('sim gate', () => {
  test('of this repository: all is as claimed', async () => {
    const { code, out, err } = await sim(['gate'])
    expect(out).toMatch(
      / {2}catalogue {2}\d+ scenarios {2}as claimed .*\n {2}traces +\d+ traces +as claimed .*\n {2}mutants +\d\d mutants +as claimed .*\n\npassed: 3 checks/,
    )
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('of claims that hold: 0, and a table', async () => {
    const { code, out } = await gate(claims, traces(claims))
    expect(code).toBe(0)
    expect(out).toBe(
      '  catalogue  2 scenarios  as claimed      0.0 s\n  traces     1 trace      as claimed      0.0 s\n  mutants    0 mutants    as claimed      0.0 s\n\npassed: 3 checks, 0.0 s\n',
    )
  })
})

describe('sim gate fails on', () => {
  test.each([
    ['another cycle', toy('changed/cycle'), 'expected: '],
    ['a changed verdict', toy('changed/gone'), 'found: verified'],
    ['a state count under its floor', toy('changed/small'), 'only 133 states were reached, at least 134 are expected'],
  ])('%s', async (_, scenario, part) => {
    const { code, out } = await gate([...claims, scenario], traces([...claims, scenario]))
    expect(code).toBe(1)
    expect(out).toContain(`${scenario.name}: `)
    expect(out.replace(/\s+/g, ' ')).toContain(part)
    expect(out).toContain('[model-verdict]')
    expect(out).toMatch(/\nfailed: 1 claim does not hold/)
  })

  test('a model that was tampered with, and explains what it does now', async () => {
    const tampered = { ...sound, system: () => ({ ...philosophers(3, false), name: sound.name }) }
    const { code, out } = await gate([naive, tampered], traces([naive, tampered]))
    expect(code).toBe(1)
    await expect(tokenless(out)).toMatchFileSnapshot('../golden/gate-models.txt')
  })

  test('a model that cannot be built', async () => {
    const broken = { ...sound, system: () => philosophers(0, false) }
    const { code, out } = await gate([naive, broken], traces([naive]))
    expect(code).toBe(1)
    expect(out).toContain('[model-verdict]')
  })

  test('a design that is proposed to ship and not verified, even where that is expected', async () => {
    const shipped = { ...naive, shipping: true }
    const { code, out } = await gate([shipped, sound], traces([shipped]))
    expect(code).toBe(1)
    expect(out).toContain('proposed to ship, but not verified: deadlock')
    expect(out).toContain('[model-shipping]')
  })

  test.each([
    ['takes another way', (text: string) => text.replace(/"choice":\d+/, '"choice":7'), 'does not replay'],
    ['knows other steps', (text: string) => text.replaceAll('phil#1', 'phil#9'), 'does not replay'],
    ['names another violation', (text: string) => text.replaceAll('phil#0', 'phil#1'), ''],
    ['is cut off', (text: string) => text.slice(0, -20), 'not a whole trace file'],
    ['is of no scenario', (text: string) => text.replace(naive.name, 'toy/other'), "no system 'toy/other'"],
    ['is of another property', (text: string) => text.replace('"deadlock-free"', '"other"'), 'does not replay'],
  ])('a trace that %s', async (_, change, part) => {
    const { code, out } = await gate(claims, traces(claims, change))
    expect(code).toBe(1)
    expect(out).toContain('[model-trace]')
    expect(out.replace(/\s+/g, ' ')).toContain(part)
  })

  test('a counterexample whose trace is gone', async () => {
    const { code, out } = await gate(claims, traces([]))
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toContain(
      "toy/naive/three: the violation of 'deadlock-free' has no trace in traces/; npm run traces writes it",
    )
  })

  test('an empty catalogue', async () => {
    expect((await gate([], traces([]))).code).toBe(1)
  })
})

describe('sim gate', () => {
  test('without the traces’ folder: 2', async () => {
    const { code, err } = await gate(claims, '/nowhere/at/all')
    expect(code).toBe(2)
    expect(err).toContain('--traces names their folder')
  })

  test('interrupted: 130', async () => {
    let interrupt = (): void => {}
    let time = 0
    const { code, out } = await sim(['gate', '--traces', traces(claims)], {
      scenarios: toys,
      now: () => {
        if (++time === 4) interrupt()
        return time * 100
      },
      onInterrupt: (listener) => {
        interrupt = listener
      },
    })
    expect(code).toBe(130)
    expect(out).toBe('')
  })

  test('--format json is one document', async () => {
    const { code, out } = await gate([...claims, toy('changed/small')], traces(claims), '--format', 'json')
    expect(code).toBe(1)
    const { passed, checks } = JSON.parse(out)
    expect(passed).toBe(false)
    expect(checks.map(({ name, failures }: any) => [name, failures.length])).toEqual([
      ['catalogue', 1],
      ['traces', 0],
      ['mutants', 0],
    ])
    expect(checks[0].failures[0]).toMatchObject({ rule: 'model-verdict', about: 'changed/small' })
  })

  test('writes the other formats too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-'))
    const file = join(folder, 'deep', 'gate.sarif')
    const failing = [...claims, toy('changed/small')]
    const { code, out } = await gate(failing, traces(claims), '--format', 'github', '--output', `sarif=${file}`)
    expect(code).toBe(1)
    expect(out).toMatch(
      /^::error file=src\/model\/catalogue\.ts,line=1,.*title=interlock%3A model-verdict::changed\/small: /,
    )
    expect(JSON.parse(readFileSync(file, 'utf8')).runs[0].results).toHaveLength(1)
  })
})
