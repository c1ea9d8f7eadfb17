import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokensOf } from '../../src/gate/tokens.ts'

const words = (text: string): readonly string[] => tokensOf(text, 'a.ml').tokens.map((token) => token.text)

describe('the words of OCaml', () => {
  test.each([
    ['a comment', 'a (* b *) c', ['a', 'c']],
    ['a nested comment', 'a (* b (* c *) d *) e', ['a', 'e']],
    ['a string in a comment', 'a (* "*)" *) b', ['a', 'b']],
    ['a quoted string in a comment', 'a (* {x| *) |x} *) b', ['a', 'b']],
    ['a quote character in a comment', `a (* '"' *) b`, ['a', 'b']],
    ['an apostrophe in a comment', `a (* don't, f' *) b`, ['a', 'b']],
    ['a string', 'f "(* \\" a" b', ['f', '"(* \\" a"', 'b']],
    ['a quoted string', 'f {sql|a |} " (* |sql} b', ['f', '{sql|a |} " (* |sql}', 'b']],
    ['an extension’s quoted string', 'f {%html x| " |x} b', ['f', '{%html x| " |x}', 'b']],
    ['characters', `'"' '\\'' '\\n' '\\x41' 'a'`, [`'"'`, `'\\''`, `'\\n'`, `'\\x41'`, `'a'`]],
    ['type variables', `'a -> 'b`, ["'", 'a', '->', "'", 'b']],
    ['names with quotes', `f' x''`, [`f'`, `x''`]],
    ['a path', 'Thread.(create)', ['Thread', '.', '(', 'create', ')']],
    ['numbers', '0x1f 1.5e3 1_000', ['0x1f', '1.5e3', '1_000']],
    ['records, which are no quoted strings', '{ a | b }', ['{', 'a', '|', 'b', '}']],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  test.each([
    ['comment', 'a\n  (* b'],
    ['string', 'a\n  "b'],
    ['quoted string', 'a\n  {x|b|y}'],
    ['string inside a comment', 'a\n  (* " *)'],
  ])('a %s without an end is told, by its beginning', (_, text) => {
    const { tokens, unended } = tokensOf(text, 'a.ml')
    expect(tokens.map((token) => token.text)).toEqual(['a'])
    expect(unended).toMatchObject({ file: 'a.ml', line: 2, column: 3 })
  })

  test('lines and columns count from 1, through comments and strings of several lines', () => {
    const { tokens } = tokensOf('(* a\n b *) x\n"p\nq" y', 'a.ml')
    expect(tokens.map(({ at }) => [at.line, at.column, at.endLine, at.endColumn])).toEqual([
      [2, 7, 2, 8],
      [3, 1, 4, 3],
      [4, 4, 4, 5],
    ])
  })

  test('any text ends, and every word stands where it says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('(*', '*)', '"', "'", '{a|', '|a}', '\\', '\n', 'f', ' ', '.', '(')),
        (parts) => {
          const text = parts.join('')
          const lines = text.split('\n')
          for (const { text: word, at } of tokensOf(text, 'a.ml').tokens) {
            const rest = [lines[at.line - 1].slice(at.column - 1), ...lines.slice(at.line)].join('\n')
            expect(rest.startsWith(word)).toBe(true)
          }
        },
      ),
    )
  })

  test('a million nested comments are no trouble', () => {
    expect(words(`${'(*'.repeat(1e6)}${'*)'.repeat(1e6)} a`)).toEqual(['a'])
  })
})
