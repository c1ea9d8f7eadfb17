import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { sim } from './sim.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SCRIPT = "import { main } from './src/cli/main.ts'\nprocess.exitCode = await main(process.argv.slice(1))"

/** `sim` in a process of its own. */
function started(argv: readonly string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT, '--', ...argv], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
}

async function ended(
  child: ChildProcessWithoutNullStreams,
): Promise<{ code: number | null; out: string; err: string }> {
  const written = { out: '', err: '' }
  child.stdout.on('data', (text) => {
    written.out += text
  })
  child.stderr.on('data', (text) => {
    written.err += text
  })
  const [code] = await once(child, 'close')
  return { code, ...written }
}

test('an interrupt ends a search with what it found: 130', async () => {
  const child = started(['check', 'test/cli/systems/endless.ts'])
  const end = ended(child)
  child.stderr.once('data', () => child.kill('SIGINT'))
  const { code, out } = await end
  expect(code).toBe(130)
  expect(out).toContain('inconclusive: interrupted by the user')
  expect(out).toMatch(/\ninterrupted, 1 system, 0 verified, 1 inconclusive, /)
}, 120_000)

test('a search that is killed goes on from its last checkpoint to the same answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-killed-'))
  const file = join(folder, 'checkpoint')
  const check = ['check', 'held.ts', '--json']
  try {
    const often = ['--checkpoint', file, '--checkpoint-every', '0.001']
    const child = started(['check', 'test/cli/systems/held.ts', ...often], { HOLD: file })
    const gone = once(child, 'exit')
    await vi.waitUntil(() => existsSync(file), { timeout: 60_000, interval: 20 })
    child.kill('SIGKILL')
    expect(await gone).toEqual([null, 'SIGKILL'])
    const resumed = await sim([...check, '--resume', file])
    const whole = await sim(check)
    expect(resumed).toEqual(whole)
    expect(JSON.parse(whole.out).results).toMatchObject([{ verdict: 'verified', states: 9932 }])
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 90_000)

const ORIGINAL = 'original/scheduler-thread/kernel-1'
const TRACE = `traces/${ORIGINAL}.deadlock-free.json`
const BLOCKS = 'test/gate/fixtures/constructs/blocks__alias.ml'

// All write by the same hand; those that are left out (mutants, the gate of the models) only take long.
test.concurrent.each([
  ['list'],
  [`check ${ORIGINAL}`],
  [`check ${ORIGINAL} --audit`],
  [`explain ${ORIGINAL}`],
  ['run pattern-a --runs 5'],
  ['run pattern-a-naive --runs 20 --all-failures'],
  [`replay ${TRACE}`],
  [`replay ${TRACE} --interactive`],
  [`shrink ${TRACE}`],
  ['export original --format aut'],
  [`report ${ORIGINAL} --html ${join(tmpdir(), 'interlock-closed-pipe.html')}`],
  [`serve ${ORIGINAL} --port 0`],
  ['predict --observed test/model/observed.ndjson'],
  ['diagnose --no-advice --runs 10 --max-states 1000 --saw /=200'],
  ['conform test/logs/a-yield.loopback/log.i1.ndjson'],
  ['load pattern-b --connections 1'],
  ['gate --explain lock-held-across-call'],
  [`gate --ocaml ${BLOCKS}`],
  ['--help'],
])(
  'a reader that goes away ends it quietly: %s',
  async (line) => {
    const child = started(line.split(' '))
    child.stdin.end('n 3\n'.repeat(100))
    child.stdout.destroy()
    const { code, err } = await ended(child)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  },
  120_000,
)
