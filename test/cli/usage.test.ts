import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../../src/model/catalogue.ts'
import { SYSTEMS, sim } from './sim.ts'
import { toys } from './toys.ts'

describe('bad input: 2, one line on standard error that names the fix, nothing on standard output', () => {
  test.each([
    ['an unknown system', 'check orignal', "unknown system 'orignal'; did you mean 'original'?"],
    [
      'an unknown scenario',
      'explain pattern-a/scheduler-thread/kernal-1',
      "did you mean 'pattern-a/scheduler-thread/kernel-1'?",
    ],
    ['a name like nothing', 'run zzzzzzzzz', "unknown system 'zzzzzzzzz'; sim list names them"],
    ['two systems of one name', 'check twins.ts', "twins.ts exports two systems named 'twin'; give each its own name"],
    ['a missing file', 'check nowhere.ts', 'there is no file nowhere.ts'],
    [
      'a file without a system',
      'check empty.mjs',
      'empty.mjs exports no system; export what defineSystem({ … }) returns',
    ],
    ['a file that throws', 'check broken.mjs', 'broken.mjs cannot be loaded: cannot begin'],
    ['a system that a file lacks', 'check dining.ts:dining-philosophers-4', "did you mean 'dining-philosophers-3'?"],
    [
      'one of several',
      'explain dining.ts',
      'dining.ts exports 2 systems; name one: dining.ts:dining-philosophers-3-swapped or',
    ],
    ['a machine that cannot be driven', 'check uncontrolled.ts', 'clock'],
    ['a seed that is no number', 'run original --seed abc', "argument 'abc' is invalid. A seed is a whole number."],
    ['a fraction of a seed', 'run original --seed 1.5', 'A seed is a whole number.'],
    [
      'no seed, token or file',
      'replay abc',
      "'abc' is neither a seed (a whole number), nor a token (il1.…), nor a trace file",
    ],
    ['a seed of no run', 'replay 5', 'sim replay <seed> --system NAME'],
    ['a seed that is too large', 'replay 99999999999999999999', 'too large'],
    ['a damaged token', 'replay il1.abc.def', 'copy the whole word again'],
    ['a newer token', 'replay il9.abc.def', 'use the interlock that printed it'],
    ['an unknown strategy', 'run original --strategy rnadom', 'known are random, pct[:depth]'],
    ['a bound of nothing', 'check --max-states 0', 'It is a whole number of at least 1.'],
    ['no time', 'check --max-seconds 0', 'It is a number of seconds above 0'],
    ['a duration the wrong way round', 'run original --duration 3..1', 'such as 1..3'],
    ['an unknown property to leave out', 'check original --no-check dedlock', "did you mean 'deadlock'?"],
    [
      'a property that holds',
      'explain original --property at-most',
      'violated are deadlock-free, every request is answered',
    ],
    ['an unknown option', 'check --jsn', "unknown option '--jsn' (Did you mean --json?)"],
    ["TLC's option", 'check -deadlock', 'unknown option'],
    ['an unknown command', 'chekc', "unknown command 'chekc' (Did you mean check?)"],
    ['a missing argument', 'run', "missing required argument 'system'"],
  ])('%s', async (_, line, part) => {
    const cwd = /\.(ts|mjs)/.test(line) ? {} : { cwd: mkdtempSync(join(tmpdir(), 'interlock-')) }
    const { code, out, err } = await sim(line.split(' '), cwd)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(part)
    expect(err).toMatch(/^sim: [^\n]+\n$/)
  })

  test('no command at all shows the help', async () => {
    const { code, out, err } = await sim([])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: sim')
  })
})

describe('what is no work', () => {
  test('--version', async () => {
    expect(await sim(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' })
  })

  test.each([['--help'], ['check --help'], ['explain --help'], ['run --help'], ['replay --help'], ['list --help']])(
    '%s',
    async (line) => {
      const { code, out, err } = await sim(line.split(' '))
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain('Usage: sim')
    },
  )

  test('list', async () => {
    const { code, out } = await sim(['list'], { scenarios: toys })
    expect(code).toBe(0)
    expect(out).toMatch(/toy\/naive\/three +violates deadlock-free\n {2}3 philosophers\n/)
    expect(out).toContain('Strategies: random, pct[:depth], pos')
    const { scenarios } = JSON.parse((await sim(['list', '--json'])).out)
    expect(scenarios.map(({ name }: { name: string }) => name)).toEqual(catalogue.map(({ name }) => name))
  })

  test('an internal error: 4', async () => {
    const broken = [
      {
        ...toys[0],
        system: () => {
          throw new RangeError('oops')
        },
      },
    ]
    const { code, err } = await sim(['check', 'toy'], { scenarios: broken })
    expect(code).toBe(4)
    expect(err).toContain('internal error, please report it:\nRangeError: oops')
  })
})

describe('hostile names', () => {
  const ACTED_ON = /[^\P{C}\n]/u

  test.each([
    'check hostile.ts',
    'check hostile.ts --json',
    'check hostile.ts --trace-dir TEMP',
    'run hostile.ts:NAME',
    'list',
  ])('%s: nothing that a terminal acts on', async (line) => {
    const hostile = [{ ...toys[0], name: 'a\x1b[2J/b', about: '\x9b2J' }]
    const cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
    const argv = line.split(' ').map((word) =>
      word
        .replace('TEMP', cwd)
        .replace('NAME', 'loud\x1b[31m')
        .replace(/^hostile/, join(SYSTEMS, 'hostile')),
    )
    const { code, out, err } = await sim(argv, { scenarios: hostile, cwd })
    expect(code).toBeLessThan(2)
    expect(out + err).not.toMatch(ACTED_ON)
    expect(out).toMatch(/\\x1b|\\u001b/)
  })

  test('in errors too', async () => {
    const { code, err } = await sim(['check', 'a\x1b[2J\x9b'])
    expect(code).toBe(2)
    expect(err).not.toMatch(ACTED_ON)
    expect((await sim(['ru\x1b[2Jn'])).err).not.toMatch(ACTED_ON)
  })
})
