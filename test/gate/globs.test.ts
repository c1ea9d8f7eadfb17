import { describe, expect, test } from 'vitest'
import { folderOf, matches } from '../../src/gate/globs.ts'

describe('a pattern', () => {
  test.each([
    ['hosts/ocaml/lib/**', 'hosts/ocaml/lib/a.ml', true],
    ['hosts/ocaml/lib/**', 'hosts/ocaml/lib/deep/er/a.ml', true],
    ['hosts/ocaml/lib/**', 'hosts/ocaml/library/a.ml', false],
    ['hosts/ocaml/lib/**', 'other/hosts/ocaml/lib/a.ml', false],
    ['**/lib/*.ml', 'lib/a.ml', true],
    ['**/lib/*.ml', 'x/y/lib/a.ml', true],
    ['**/lib/*.ml', 'x/lib/deep/a.ml', false],
    ['lib/*.ml', 'lib/a.mli', false],
    ['lib/?.ml', 'lib/a.ml', true],
    ['lib/?.ml', 'lib/ab.ml', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a*c*e', 'abcde', true],
    ['a*c*e', 'abcd', false],
    ['*', 'a/b', false],
    ['a.ml', 'axml', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })

  test('that is meant to take for ever does not', () => {
    expect(matches(`${'**/'.repeat(90)}b`, `${'a/'.repeat(2000)}c`)).toBe(false)
    expect(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(20_000))).toBe(false)
  })

  test.each([
    ['hosts/ocaml/lib/**', 'hosts/ocaml/lib'],
    ['**/a.ml', ''],
    ['a/b?/c', 'a'],
    ['a/b.ml', 'a/b.ml'],
  ])('%s lies below %s', (pattern, folder) => {
    expect(folderOf(pattern)).toBe(folder)
  })
})
