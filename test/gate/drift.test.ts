import { describe, expect, test } from 'vitest'
import { definitionsOf } from '../../src/gate/definitions.ts'
import type { Digests } from '../../src/gate/drift.ts'
import { accepting, digestsOf, drift } from '../../src/gate/drift.ts'
import { tokensOf } from '../../src/gate/tokens.ts'
import { sources } from '../../src/model/sources.ts'

const names = (text: string): readonly string[] => definitionsOf(tokensOf(text, 'a.ml').tokens).map(({ name }) => name)

describe('the top-level items of a file', () => {
  test.each([
    ['values', 'let a = 1\nlet rec b x = a\nand c = 2', ['a', 'b', 'c']],
    ['local ones are none', 'let f () = let x = 1 in let y = 2 and z = 3 in x + y + z\nlet g = 1', ['f', 'g']],
    ['what stands in brackets is none', 'let f = (let x = 1 in x)\nlet g = begin let x = 1 in x end', ['f', 'g']],
    [
      'what stands in a module is the module’s',
      'module M = struct let a = 1 type t = int end\nlet b = 1',
      ['module M', 'b'],
    ],
    ['types', `type 'a t = 'a list and u = int\ntype ('a, 'b) v = 'a`, ['type t', 'type u', 'type v']],
    [
      'an exception’s case is no item',
      'let f x = match g x with v -> v | exception e -> raise e\nlet h = 1',
      ['f', 'h'],
    ],
    ['a local open is none', 'let f () = let open M in x\nlet g = let module N = M in 1\nopen M', ['f', 'g', 'open M']],
    ['what is only evaluated', 'let () = f ()\nlet _ = 1', ['()', '_']],
    ['binding operators', 'let f () = let* x = a in let+ y = b and+ z = c in x\nlet g = 1', ['f', 'g']],
    ['operators of one’s own', 'let ( |> ) a b = a\nlet x = 1', ['|>', 'x']],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
  })
})

const TABLE = [
  { model: 'one.ts', file: 'a.ml', definitions: ['f', 'g'] },
  { model: 'two.ts', file: 'a.ml', definitions: ['g'] },
]
const SOURCE = 'let f x = x + 1\nlet g y = f y\n'

function driftOf(source: string | undefined, accepted: Digests) {
  return drift(TABLE, accepted, () => source).map(({ kind, definition, models }) => [kind, definition, models.join()])
}

describe('drift', () => {
  const accepted = accepting(
    drift(TABLE, {}, () => SOURCE),
    {},
    'as written',
  )

  test('nothing is recorded at first, and all is the same after it was accepted', () => {
    expect(driftOf(SOURCE, {})).toEqual([
      ['unrecorded', 'f', 'one.ts'],
      ['unrecorded', 'g', 'one.ts,two.ts'],
    ])
    expect(driftOf(SOURCE, accepted).map(([kind]) => kind)).toEqual(['same', 'same'])
  })

  test('comments, layout and other definitions do not count', () => {
    const moved = '(* new *)\nlet h = 0\nlet f x =\n  x (* more *) + 1\n\n\nlet g y = f   y'
    expect(driftOf(moved, accepted).map(([kind]) => kind)).toEqual(['same', 'same'])
  })

  test('a changed definition names its models', () => {
    expect(driftOf('let f x = x + 1\nlet g y = f (y + 1)', accepted)).toEqual([
      ['same', 'f', 'one.ts'],
      ['changed', 'g', 'one.ts,two.ts'],
    ])
  })

  test('a second definition of the name is a change: it hides the first', () => {
    expect(driftOf(`${SOURCE}let f x = x`, accepted)[0][0]).toBe('changed')
  })

  test('what is gone, with its file or without, is missing', () => {
    expect(driftOf('let f x = x + 1', accepted)[1][0]).toBe('missing')
    expect(driftOf(undefined, accepted)[0][0]).toBe('missing')
  })

  test('accepting gives a reason to what changed, and keeps the others’', () => {
    const changed = drift(TABLE, accepted, () => 'let f x = x + 1\nlet g y = y')
    const after = accepting(changed, accepted, 'no call any more')
    expect(Object.entries(after).map(([key, { reason }]) => [key, reason])).toEqual([
      ['a.ml#f', 'as written'],
      ['a.ml#g', 'no call any more'],
    ])
    expect(digestsOf(JSON.parse(JSON.stringify({ definitions: after })))).toEqual(after)
  })

  test.each([
    [[], 'the configuration must be an object'],
    [{ definitions: { 'a.ml#f': { digest: 'x' } } }, 'definitions.a.ml#f.reason must be a text'],
    [{ definitions: { 'a.ml#f': 'x' } }, 'definitions.a.ml#f must be an object'],
  ])('digests that are none: %j', (value, message) => {
    expect(() => digestsOf(value)).toThrow(message)
  })

  test('a key of the prototype is not taken for an accepted digest', () => {
    const [{ kind }] = drift([{ model: 'm', file: 'a', definitions: ['f'] }], {}, () => 'let f = 1')
    expect(kind).toBe('unrecorded')
  })
})

test('every model that is said to stand for something is a file', async () => {
  const { existsSync } = await import('node:fs')
  for (const { model } of sources) expect(existsSync(model), model).toBe(true)
})
