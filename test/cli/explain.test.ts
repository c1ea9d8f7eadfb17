import { describe, expect, test } from 'vitest'
import { printedReplay, sim, tokenless } from './sim.ts'
import { toys } from './toys.ts'

const DEADLOCK = ['explain', 'original/scheduler-thread/kernel-1']

describe('sim explain', () => {
  test.each([
    ['explain-original-80.txt', [], 80],
    ['explain-original-120.txt', [], 120],
    ['explain-original-ascii.txt', ['--ascii'], 80],
    ['explain-original-narrow.txt', [], 50],
    ['explain-original-full.txt', ['--full'], 80],
    ['explain-original-actors-120.txt', ['--steps', '--actors', 'conn#1,mtx,sched'], 120],
    ['explain-original-full-ascii.txt', ['--full', '--ascii'], 60],
  ])('the deadlock of the report: %s', async (golden, options, columns) => {
    const { code, out, err } = await sim([...DEADLOCK, ...options], { columns })
    expect(code).toBe(0)
    expect(err).toBe('')
    await expect(tokenless(out)).toMatchFileSnapshot(`../golden/${golden}`)
    const tooWide = out.split('\n').filter((line) => [...line].length > columns && !line.includes('npx sim replay'))
    expect(tooWide).toEqual([])
  })

  test('in colour, the same words', async () => {
    const options = { terminal: true, columns: 80 }
    const plain = await sim(DEADLOCK, { ...options, env: { NO_COLOR: '1' } })
    const { out } = await sim(DEADLOCK, { ...options, env: { TERM: 'xterm' } })
    await expect(tokenless(out)).toMatchFileSnapshot('../golden/explain-original-colour.txt')
    expect(out).not.toBe(plain.out)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is taken away
    expect(out.replace(/\x1b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(plain.out)
  })

  test('when it was inevitable, and what could have been taken instead', async () => {
    const { out } = await sim(['explain', 'dining.ts:dining-philosophers-3'])
    expect(out).toContain('Inevitable after step')
    expect(out).toContain('could be taken instead.')
    const { out: json } = await sim(['explain', 'dining.ts:dining-philosophers-3', '--json'])
    const [{ fatal }] = JSON.parse(json).results
    expect(out).toContain(`Inevitable after step ${fatal}\n`)
  })

  test('--actors of a name that nobody has: 2', async () => {
    const { code, err } = await sim([...DEADLOCK, '--actors', 'conn#1,shed'])
    expect(code).toBe(2)
    expect(err).toBe("sim: --actors: no actor is named 'shed'; did you mean 'sched'?\n")
  })

  test('ASCII only, when asked', async () => {
    const { out } = await sim([...DEADLOCK, '--ascii', '--full'])
    expect([...out].filter((char) => char > '~')).toEqual([])
  })

  test("a user's deadlock: 1", async () => {
    const { code, out } = await sim(['explain', 'dining.ts:dining-philosophers-3'])
    expect(code).toBe(1)
    expect(out).toMatch(/^dining-philosophers-3: deadlock, nothing can move any more\n/)
    expect(out).not.toContain('not as expected')
  })

  test('a verified system: what was explored, what that means, and the witnesses', async () => {
    const { code, out } = await sim(['explain', 'pattern-b/scheduler-thread/kernel-1'])
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/explain-verified.txt')
  })

  test('another violated property', async () => {
    const { code, out } = await sim([...DEADLOCK, '--property', 'every request is answered'])
    expect(code).toBe(0)
    expect(out).toContain("No reachable state shows 'every request is answered'.")
    expect(out).toContain("Also violated: 'deadlock-free' (deadlock)")
    expect(out).not.toContain('npx sim replay')
  })

  test('a changed verdict says how', async () => {
    const { code, out } = await sim(['explain', 'changed/cycle'], { scenarios: toys })
    expect(code).toBe(1)
    expect(out).toMatch(/^changed\/cycle: not as expected\n {2}expected: 'deadlock-free' \(cycle: another\)\n/)
  })

  test('JSON', async () => {
    const { code, out } = await sim([...DEADLOCK, '--json'])
    expect(code).toBe(0)
    const [result] = JSON.parse(out).results
    expect(result).toMatchObject({ property: 'deadlock-free', asExpected: true, deadlocks: 1 })
    expect(result.counterexample.cycle).toEqual([
      { from: 'conn#1', kind: 'awaits-reply', to: 'nx_kernel' },
      { from: 'nx_kernel', kind: 'needs-run-slot', to: 'sched' },
      { from: 'sched', kind: 'acquires', to: 'mtx' },
      { from: 'mtx', kind: 'held-by', to: 'conn#1' },
    ])
  })
})

describe('the printed replay line', () => {
  test.each([[DEADLOCK], [['explain', 'dining.ts:dining-philosophers-3']], [['check', 'dining.ts']]])(
    'of %s gives the same explanation',
    async (argv) => {
      const { out } = await sim(argv)
      const again = await sim(printedReplay(out))
      expect(again.code).toBe(0)
      expect(again.out).toContain("\n\nreproduced: 'deadlock-free' is violated after ")
      const explanation = again.out.slice(0, again.out.indexOf('\n\nreproduced'))
      expect(out).toContain(explanation)
      expect(await sim(printedReplay(again.out))).toEqual(again)
    },
  )

  test('names a file relative to where it was printed', async () => {
    const cwd = new URL('..', import.meta.url).pathname
    const { out } = await sim(['explain', './cli/systems/dining.ts:dining-philosophers-3'], { cwd })
    expect((await sim(printedReplay(out), { cwd })).code).toBe(0)
    const elsewhere = await sim(printedReplay(out))
    expect(elsewhere.code).toBe(2)
    expect(elsewhere.err).toContain('there is no file cli/systems/dining.ts')
  })
})
