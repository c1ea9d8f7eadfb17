import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sourceFiles } from '../../src/cli/source-files.ts'
import { gateSources } from '../../src/cli/source-gate.ts'

// Which files a folder of a pull request may make the gate read.

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gate-'))
  mkdirSync(join(root, 'tree/lib'), { recursive: true })
  mkdirSync(join(root, 'tree/_build'))
  writeFileSync(join(root, 'secret.ml'), 'let x = 1')
  writeFileSync(join(root, 'tree/a.ml'), 'let a = 1')
  writeFileSync(join(root, 'tree/lib/b.mli'), 'val b : int')
  writeFileSync(join(root, 'tree/_build/c.ml'), 'let c = 1')
  writeFileSync(join(root, 'tree/latin.ml'), Buffer.from([0x6c, 0xe9, 0x74]))
  writeFileSync(join(root, 'tree/huge.ml'), 'x'.repeat(4_000_001))
  symlinkSync(join(root, 'tree'), join(root, 'tree/lib/loop'))
  mkdirSync(join(root, 'outside'))
  symlinkSync(join(root, 'secret.ml'), join(root, 'tree/link.ml'))
  symlinkSync(join(root, 'outside'), join(root, 'tree/away'))
  symlinkSync(join(root, 'nowhere.ml'), join(root, 'tree/lib/lost.ml'))
})

afterAll(() => rmSync(root, { recursive: true }))

it('reads what is inside the folder, once; follows no link out of it, and says which lead there', () => {
  const { files, unreadable } = sourceFiles(['tree'], root)
  expect(files.map(({ path }) => path)).toEqual(['tree/a.ml', 'tree/lib/b.mli'])
  const astray = 'a link that leads to no file inside the folder'
  expect(unreadable).toEqual([
    { path: 'tree/away', why: astray },
    { path: 'tree/lib/lost.ml', why: astray },
    { path: 'tree/link.ml', why: astray },
    { path: 'tree/huge.ml', why: 'a file of 4000001 bytes is too large' },
    { path: 'tree/latin.ml', why: 'not UTF-8' },
  ])
})

it('says which path does not exist', () => {
  expect(() => sourceFiles(['nowhere'], root)).toThrow('nowhere does not exist; name an OCaml file or a folder')
})

it('what cannot be read leaves the verdict in doubt', async () => {
  const { verdict, may, unresolved } = await gateSources(['tree'], root)
  expect([verdict, may]).toEqual(['ok', true])
  expect(unresolved.map(({ at }) => at.file)).toContain('tree/link.ml')
})
