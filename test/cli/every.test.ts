import { describe, expect, test } from 'vitest'
import { sim } from './sim.ts'

describe('sim check --every-n', () => {
  test('refutes the original design by one connection, as expected: 0', async () => {
    const { code, out } = await sim(['check', '--every-n', 'original/scheduler-thread/kernel-n'])
    expect(code).toBe(0)
    expect(out).toContain('original/scheduler-thread/kernel-n: refuted at n = 1')
    expect(out).toContain('npx sim explain original/scheduler-thread/kernel-1')
    expect(out).toContain('0 verified for every n, 1 refuted, 0 inconclusive; 1 as expected')
  })

  test('verifies pattern A for every number of connections, and says what that rests on: 0', async () => {
    const { code, out } = await sim(['check', '--every-n', 'pattern-a/scheduler-thread/kernel-n'])
    expect(code).toBe(0)
    expect(out).toContain('pattern-a/scheduler-thread/kernel-n: verified for every n')
    expect(out.replace(/\s+/g, ' ')).toContain('It rests on nobody counting the members of ready.queue')
  })

  test('of a file: the functions of n that it exports, the worst outcome deciding', async () => {
    const { code, out } = await sim(['check', '--every-n', 'families.ts'])
    expect(code).toBe(1)
    expect(out).toContain('families.ts:mutex: verified for every n')
    expect(out).toContain('families.ts:nested: refuted at n = 2')
    expect(out).toContain('families.ts:borrowed: inconclusive')
    expect(out).toMatch(/ {5}1 {2}server \? ask\{"from":"c#1"\} from c#1\n/)
    expect(out).not.toContain('notAFamily')
  })

  test('of one function: 0 when it is verified, 3 when nothing is known', async () => {
    expect((await sim(['check', '--every-n', 'families.ts:mutex'])).code).toBe(0)
    const { code, out } = await sim(['check', '--every-n', 'families.ts:borrowed', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(out).results).toMatchObject([
      {
        family: 'families.ts:borrowed',
        asExpected: false,
        verdict: { kind: 'inconclusive', doubt: { kind: 'suspicion' } },
      },
    ])
    const mutex = ['check', '--every-n', 'families.ts:mutex', '--no-check', 'deadlock']
    expect((await sim(mutex)).code).toBe(0)
    expect((await sim([...mutex, '--max-states', '4'])).code).toBe(3)
  })

  test.each([
    [['pattern-a'], /'pattern-a' is no system with any number of copies; name one such as pattern-a\//],
    [['dining.ts'], /dining\.ts exports no function that makes a system of a number of copies/],
    [['pattern-a/scheduler-thread/actor-n'], /actor-n: every number of copies: made for 17 copies it declares none/],
    [['families.ts:mutex', '--reduce'], /'--every-n' cannot be used with option '--reduce'|'--reduce' cannot be used/],
    [['families.ts:mutex', '--max-seconds', '3'], /cannot be used with option/],
  ])('of something else (%s): 2', async (argv, message) => {
    const { code, err } = await sim(['check', '--every-n', ...argv])
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })
})

describe('sim check --bitstate', () => {
  test('names itself and its chance of omission, and is inconclusive: 3', async () => {
    const { code, out } = await sim(['check', 'sound.ts', '--bitstate', '1'])
    expect(code).toBe(3)
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /a bitstate search in 1 MiB, which may omit states: in the end it took a new one for known with a chance of \d/,
    )
    expect(out).toContain('1 system, 0 verified, 1 inconclusive')
  })

  test('finds a deadlock of a large system: 1', async () => {
    const { code, out } = await sim(['check', 'dining.ts', '--bitstate', '1', '--json'])
    expect(code).toBe(1)
    const kinds = JSON.parse(out).results.map(({ verdict }: { verdict: string }) => verdict)
    expect(kinds).toContain('counterexample')
    expect(kinds).not.toContain('verified')
  })

  test('of no size, or with what needs states: 2', async () => {
    expect((await sim(['check', 'dining.ts', '--bitstate', '0'])).code).toBe(2)
    expect((await sim(['check', 'dining.ts', '--bitstate', '1', '--reduce'])).code).toBe(2)
    expect((await sim(['check', 'dining.ts', '--bitstate', '1000'])).code).toBe(2)
  })
})
