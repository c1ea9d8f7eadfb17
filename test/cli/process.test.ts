import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SCRIPT = "import { main } from './src/cli/main.ts'\nprocess.exitCode = await main(process.argv.slice(1))"

/** `sim` in a process of its own. */
function started(...argv: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT, '--', ...argv], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
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
  const child = started('check', 'test/cli/systems/endless.ts')
  const end = ended(child)
  child.stderr.once('data', () => child.kill('SIGINT'))
  const { code, out } = await end
  expect(code).toBe(130)
  expect(out).toContain('inconclusive: interrupted by the user')
  expect(out).toMatch(/\ninterrupted, 1 system, 0 verified, 1 inconclusive, /)
}, 120_000)

test.each([['list'], ['export original --format aut']])(
  'a reader that goes away ends it quietly: %s',
  async (line) => {
    const child = started(...line.split(' '))
    child.stdout.destroy()
    const { code, err } = await ended(child)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  },
  120_000,
)
