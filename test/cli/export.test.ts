import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formats } from '../../src/report/export/formats.ts'
import { printedReplay, SYSTEMS, sim } from './sim.ts'
import { toys } from './toys.ts'

const temp = (): string => mkdtempSync(join(tmpdir(), 'interlock-'))

const EXTENSIONS: Readonly<Record<string, string>> = {
  itf: 'itf.json',
  mermaid: 'mmd',
  perfetto: 'json',
  shiviz: 'log',
  jsonl: 'jsonl',
  'mermaid-state': 'mmd',
  xstate: 'json',
  dot: 'dot',
  aut: 'aut',
  promela: 'pml',
  tlaplus: 'tla',
}

describe('sim export', () => {
  test.each(Object.keys(formats))('%s, of a race', async (format) => {
    const actor = formats[format].needs === 'machine' ? ['--actor', 'judge'] : []
    const { code, out, err } = await sim(['export', 'race.ts', '--format', format, ...actor])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    await expect(out).toMatchFileSnapshot(`../golden/export/race.${format}.${EXTENSIONS[format]}`)
  })

  test('the same execution from a system, its token and its trace', async () => {
    const cwd = temp()
    const file = join(SYSTEMS, 'race.ts')
    const { out } = await sim(['check', file, '--trace-dir', 'traces'], { cwd })
    const [, token] = printedReplay(out, 'il1.')
    const as = async (...what: string[]) => {
      const { out: text, err } = await sim(['export', ...what, '--format', 'jsonl'], { cwd })
      expect(err).toBe('')
      return text
    }
    const fromSystem = await as(file)
    expect(fromSystem.split('\n').length).toBeGreaterThan(4)
    expect(await as(token)).toBe(fromSystem)
    expect(await as('traces/race.the-hare-wins.json', '--system', file)).toBe(fromSystem)
  })

  test('--output writes a file and prints nothing', async () => {
    const cwd = temp()
    const options = { cwd, scenarios: toys }
    const printed = await sim(['export', 'toy/naive', '--format', 'mermaid'], options)
    const { code, out, err } = await sim(['export', 'toy/naive', '--format', 'mermaid', '--output', 'x.mmd'], options)
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(join(cwd, 'x.mmd'), 'utf8')).toBe(printed.out)
  })

  test('an interrupt ends it without a file: 130', async () => {
    const cwd = temp()
    const file = join(SYSTEMS, 'endless.ts')
    const setting = { cwd, onInterrupt: (listener: () => void) => listener() }
    for (const format of ['aut', 'itf']) {
      const { code, out } = await sim(['export', file, '--format', format, '--output', 'x'], setting)
      expect({ code, out }).toEqual({ code: 130, out: '' })
    }
    expect(existsSync(join(cwd, 'x'))).toBe(false)
  })
})

describe('what cannot be exported names what can', () => {
  test.each([
    ['an unknown format', 'export race.ts --format mermiad', "unknown format 'mermiad'; did you mean 'mermaid'?"],
    ['no format', 'export race.ts', "required option '--format <name>' not specified"],
    ['a machine of a token', 'export il1.x.y --format xstate', 'name its system, or choose itf, mermaid,'],
    ['a state space of a trace', 'export some.json --format dot', 'name its system, or choose itf, mermaid,'],
    [
      'an execution of a sound system',
      'export sound.ts --format itf',
      'choose mermaid-state, xstate, dot, aut, promela or tlaplus',
    ],
    [
      'one machine of several',
      'export race.ts --format xstate',
      'name it: --actor hare, --actor tortoise or --actor judge',
    ],
    ['an unknown actor', 'export race.ts --format xstate --actor jugde', "did you mean 'judge'?"],
    [
      'an actor where it means nothing',
      'export race.ts --format dot --actor judge',
      'goes with mermaid-state or xstate',
    ],
    [
      'a property where it means nothing',
      'export race.ts --format aut --property x',
      '--property goes with itf, mermaid,',
    ],
    ['a size where it means nothing', 'export race.ts --format xstate --max-states 5', '--max-states goes with'],
    [
      'a property that holds',
      'export dining.ts:dining-philosophers-3 --format itf --property x',
      'violated are deadlock-free',
    ],
    ['a system of a system', 'export race.ts --format itf --system race.ts', 'a system is named alone'],
    ['too many states', 'export sound.ts --format dot --max-states 10', 'more than 10 states, too many for dot'],
    [
      'nothing found so far',
      'export dining.ts:dining-philosophers-3 --format itf --max-states 5',
      'raise --max-states',
    ],
    [
      'a path that cannot be written',
      'export race.ts --format itf --output no/such/x',
      "'no/such/x' cannot be written",
    ],
    ['a trace that is not there', 'export missing.json --format itf', 'a trace file'],
  ])('%s', async (_, line, part) => {
    const { code, out, err } = await sim(line.split(' '))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(part)
    expect(err).toMatch(/^sim: [^\n]+\n$/)
  })

  test('a trace of a model that has changed', async () => {
    const cwd = temp()
    await sim(['check', 'toy/naive', '--trace-dir', '.'], { cwd, scenarios: toys })
    const trace = 'toy-naive-three.deadlock-free.json'
    const changed = toys.map((toy) => (toy.name === 'toy/naive/three' ? { ...toys[1], name: toy.name } : toy))
    const { code, err } = await sim(['export', trace, '--format', 'itf'], { cwd, scenarios: changed })
    expect(code).toBe(2)
    expect(err).toContain('the model has changed')
  })
})
