import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'

// The same seeds give the same bytes on every version of Node: the pinned digests, the known answers, the committed traces, and what the
// command line prints.

const ROOT = join(import.meta.dirname, '..')
const PINNED = ['test/sim/determinism.test.ts', 'test/litmus', 'test/traces.test.ts', 'test/sim/formats.test.ts']
const PRINTED = [
  ['run', 'pattern-a', '--seed', '1', '--runs', '300', '--json'],
  ['run', 'pattern-a-naive', '--strategy', 'pct:3', '--seeds', '1..300', '--all-failures', '--json'],
  ['run', 'original', '--strategy', 'pos+urw', '--seed', '7'],
  ['load', 'pattern-a', 'pattern-b', '--connections', '8', '--json'],
  ['explain', 'pattern-b-lost-wakeup', '--full'],
  ['export', 'original', '--format', 'jsonl'],
]

/** Versions besides the one that runs this: paths to their binaries, or to `node` in npm's packages of them. */
const nodes = (process.env.NODES ?? '').split(delimiter).filter((path) => path !== '')
if (nodes.length === 0) {
  const why = `NODES names no other binaries, joined by '${delimiter}'`
  if (process.env.NODES_REQUIRED === '1') throw new Error(`other versions of Node are required, but ${why}`)
  process.stdout.write(`interop skipped: ${why}. Runs were compared on Node ${process.versions.node} alone\n`)
  it('compares runs on other versions of Node', ({ skip }) => skip(why))
}

function printedBy(node: string, argv: readonly string[]): string {
  const cwd = mkdtempSync(join(tmpdir(), 'interlock-node-'))
  try {
    return execFileSync(node, [join(ROOT, 'bin/sim.js'), ...argv], { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    if (status !== 1) throw new Error(`${node} ended ${argv.join(' ')} with ${status}: ${stderr}`)
    return stdout
  }
}

describe.each(nodes)('%s', (node) => {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()

  it('comes to the pinned digests, answers and traces', { timeout: 600_000 }, () => {
    const env = { ...process.env, NO_COLOR: '1' }
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const told = execFileSync(node, [vitest, 'run', ...PINNED], { cwd: ROOT, env, encoding: 'utf8', stdio: 'pipe' })
    expect(told).toMatch(/Tests {2}\d+ passed/)
    process.stdout.write(`Node ${version}: ${/Tests {2}(.*)/.exec(told)?.[1]}, as pinned\n`)
  })

  it.each(PRINTED.map((argv) => [argv.join(' '), argv] as const))('prints the same bytes: sim %s', (_, argv) => {
    const printed = printedBy(node, argv)
    expect(printed.length).toBeGreaterThan(100)
    expect(printed).toBe(printedBy(process.execPath, argv))
  })
})
