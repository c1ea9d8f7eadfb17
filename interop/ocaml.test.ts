import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadOcaml } from '../src/cli/ocaml.ts'
import { sourceFiles } from '../src/cli/source-files.ts'
import { readSources } from '../src/gate/read-sources.ts'

// The sources of OCaml's own library, as it is installed here: real code of many hands, none of it written for the gate.

/** The folder of the installed library, by whoever knows it. */
function libraryFolder(): string | undefined {
  for (const [command, ...args] of [
    ['ocamlc', '-where'],
    ['ocamlfind', 'printconf', 'stdlib'],
  ]) {
    try {
      const folder = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
      if (existsSync(folder)) return folder
    } catch {
      // Not installed: the next one may be.
    }
  }
  return undefined
}

const folder = libraryFolder()
if (folder === undefined) {
  const why = 'OCaml is not installed; with Debian, apt-get install ocaml-nox'
  if (process.env.TOOLS_REQUIRED === '1') throw new Error(`OCaml's library is required, but ${why}`)
  process.stdout.write(`interop skipped: ${why}. Not read: the sources of OCaml's library\n`)
}

it.skipIf(folder === undefined)('all files of OCaml’s library parse, and are followed to a report', async () => {
  const { files, unreadable } = sourceFiles([folder ?? ''], '/')
  process.stdout.write(`read: ${files.length} files of ${folder}\n`)
  expect(unreadable).toEqual([])
  expect(files.length).toBeGreaterThan(100)
  const { verdict, findings, unresolved, files: told } = readSources(files, await loadOcaml())
  expect(told).toHaveLength(files.length)
  expect(unresolved.filter(({ what }) => /parse|cannot be read/.test(what))).toEqual([])
  expect([verdict, ...findings.filter((one) => one.verdict !== undefined)]).toEqual(['ok'])
})
