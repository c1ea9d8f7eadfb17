import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SYSTEMS, sim } from './sim.ts'

const ORIGINAL = 'original/scheduler-thread/kernel-1'
const TRACE = join(SYSTEMS, `../../../traces/${ORIGINAL}.deadlock-free.json`)
const BLOCKS = join(SYSTEMS, '../../gate/fixtures/constructs/blocks__alias.ml')

/** A folder with a file where a folder would be wanted, and a folder where a file would be. */
function temp(): string {
  const cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
  writeFileSync(join(cwd, 'file'), '')
  mkdirSync(join(cwd, 'folder'))
  return cwd
}

const WRITERS = [
  ['check', ORIGINAL, '--max-states', '10', '--checkpoint', 'PATH'],
  ['export', ORIGINAL, '--format', 'dot', '--output', 'PATH'],
  ['report', ORIGINAL, '--html', 'PATH'],
  ['shrink', TRACE, '--output', 'PATH'],
  ['load', 'pattern-b', '--connections', '1', '--html', 'PATH'],
]

/** These make the folders that they want. */
const MAKERS = [
  ['check', ORIGINAL, '--trace-dir', 'file/below'],
  ['gate', '--ocaml', BLOCKS, '--output', 'json=file/below'],
  ['gate', '--ocaml', BLOCKS, '--output', 'json=folder'],
]

const TOLD = /^sim: [^\n]*(cannot be written|is a directory)[^\n]*\n$/

test.each(MAKERS.map((argv) => [argv.join(' '), argv] as const))(
  'sim %s: one line, and exit code 2',
  async (_, argv) => {
    const { code, err } = await sim(argv, { cwd: temp() })
    expect(code).toBe(2)
    expect(err).toMatch(TOLD)
  },
)

describe.each(WRITERS.map((argv) => [argv[0], argv] as const))('sim %s, told to write where it cannot', (_, argv) => {
  test.each(['file/below', 'folder', 'no/such/place'])('%s: one line that says so, and exit code 2', async (place) => {
    const { code, err } = await sim(
      argv.map((word) => word.replace('PATH', place)),
      { cwd: temp() },
    )
    expect(code).toBe(2)
    expect(err).toMatch(TOLD)
  })
})

test('a failing run that cannot be remembered is reported all the same', async () => {
  const cwd = temp()
  writeFileSync(join(cwd, '.interlock'), '')
  const { code, out, err } = await sim(['run', 'original', '--runs', '5'], { cwd })
  expect(code).toBe(0)
  expect(out).toContain('holds mtx and waits for a reply from nx_kernel')
  expect(err).toBe('sim: .interlock/ could not be written\n')
})
