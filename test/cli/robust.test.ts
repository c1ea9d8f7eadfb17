import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { execute } from '../../src/engine/execution.ts'
import { Network } from '../../src/engine/network.ts'
import { formatTrace, traceOf } from '../../src/engine/trace.ts'
import { printedReplay, SYSTEMS, sim } from './sim.ts'
import { rally } from './systems/rally.ts'

const temp = (): string => mkdtempSync(join(tmpdir(), 'interlock-'))
const SYSTEM = ['--system', `${join(SYSTEMS, 'rally.ts')}:rally`]

/** A trace with so many steps. */
function longTrace(steps: number): string {
  const cwd = temp()
  const execution = execute(new Network(rally, 'free'), Array(steps).fill(0))
  const counterexample = { property: 'nobody plays', violation: { kind: 'always' }, steps: execution.steps } as const
  writeFileSync(join(cwd, 'long.json'), formatTrace(traceOf(rally, 'free', { kind: 'search' }, counterexample)))
  return cwd
}

describe('a trace of 10 MB', () => {
  const cwd = longTrace(100_000)

  test('is replayed', async () => {
    expect(statSync(join(cwd, 'long.json')).size).toBeGreaterThan(10_000_000)
    const { code, out } = await sim(['replay', 'long.json', ...SYSTEM], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('violated after 100,000 steps, as recorded')
  })

  test('makes a page', async () => {
    const { code, err } = await sim(['report', 'long.json', ...SYSTEM, '--html', 'page.html'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(statSync(join(cwd, 'page.html')).size).toBeLessThan(20_000_000)
  })

  test.each(['itf', 'perfetto', 'shiviz'])('is exported: %s', async (format) => {
    const argv = ['export', 'long.json', ...SYSTEM, '--format', format, '--output', 'long.out']
    expect(await sim(argv, { cwd })).toMatchObject({ code: 0, err: '' })
    expect(statSync(join(cwd, 'long.out')).size).toBeGreaterThan(5_000_000)
  })

  test('is stepped through', async () => {
    const input = ['g 99999', 'b', 'q']
    const { code, out } = await sim(['replay', 'long.json', ...SYSTEM, '--interactive'], { cwd, input })
    expect(code).toBe(0)
    expect(out).toContain('step 99998 of 100000')
  })
})

test.each([['replay'], ['report', '--html', 'page.html']])('an empty trace says what it is: %s', async (...command) => {
  const cwd = temp()
  writeFileSync(join(cwd, 'empty.json'), '')
  const { code, err } = await sim([command[0], 'empty.json', ...command.slice(1)], { cwd })
  expect([code, err]).toEqual([2, 'sim: not a whole trace file: its JSON ends early or is damaged; save it again\n'])
})

test.each([
  ['explain', ['--full']],
  ['explain', ['--full', '--ascii']],
  ['explain', ['--steps']],
])('hostile names drive no terminal: %s %j', async (command, options) => {
  const { code, out } = await sim([command, 'labels.ts', ...options], { columns: 40 })
  expect(code).toBe(1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
  expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/)
})

test('a name of 10,000 characters does not push aside what stands beside the others', async () => {
  const { out } = await sim(['explain', 'labels.ts'], { columns: 80 })
  const ends = out.slice(out.indexOf('Unfinished at the end'), out.indexOf('Replay'))
  for (const line of ends.split('\n')) expect(line.length).toBeLessThan(200)
  const walk = await sim([...printedReplay(out), '--interactive'], { columns: 80, input: ['n', 's', 'q'] })
  expect(walk.out).toMatch(/^ {2}n{39}… {2}<\/script>/m)
})
