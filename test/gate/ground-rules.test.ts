import { describe, expect, test } from 'vitest'
import { declaredPaths, missingScripts, nativeOnly, threadFree } from '../../src/gate/ground-rules.ts'

const uses = (text: string): readonly string[] =>
  threadFree('lib/a.ml', text, ['Thread', 'Mutex']).map(({ at }) => `${at.line}:${at.column}`)

describe('thread-free', () => {
  test.each([
    ['a call', 'let t = Thread.create f ()', ['1:9']],
    ['a type', 'type t = { m : Mutex.t }', ['1:16']],
    ['open', 'open Thread\nlet x = 1', ['1:6']],
    ['open!', 'open! Mutex', ['1:7']],
    ['let open', 'let f () = let open Mutex in lock', ['1:21']],
    ['a local open', 'let f m = Mutex.(lock m)', ['1:11']],
    ['include', 'include Mutex', ['1:9']],
    ['an alias', 'module T = Thread\nlet f = T.create', ['1:12']],
    ['an alias with a signature', 'module T : S = Thread', ['1:16']],
    ['a local alias', 'let f () = let module M = Mutex in M.lock', ['1:27']],
    ['a first-class module', 'let m = (module Mutex : LOCK)', ['1:17']],
    ['a functor’s argument', 'module L = Make (Mutex)', ['1:18']],
    ['module type of', 'module type M = module type of Mutex', ['1:32']],
    ['by way of Stdlib', 'let f = Stdlib.Mutex.lock', ['1:16']],
    ['an alias by way of Stdlib', 'module M = Stdlib.Mutex', ['1:19']],
    ['on the next line', 'let f = Thread\n  .create', ['1:9']],
    ['the primitives themselves', 'external spawn : unit -> unit = "caml_thread_new"', ['1:33']],
  ])('finds %s', (_, text, places) => {
    expect(uses(text)).toEqual(places)
  })

  test.each([
    ['a comment', '(* No Thread, Mutex.lock (* open Thread *) *) let x = 1'],
    ['a string', 'let s = "Mutex.lock m" and q = {|open Thread|}'],
    ['a constructor', 'type t = Thread | Mutex of int\nlet x = Thread let y = f (Mutex 3)\nlet z = x = Thread'],
    ['a polymorphic variant', 'let x = `Mutex'],
    ['another module’s', 'let x = Host.Mutex.lock'],
    ['a longer name', 'let x = Threads.create Mutexes.lock my_Mutex'],
    ['a field and a label', 'let x = r.mutex and f ~thread:1 = thread'],
  ])('does not take %s for a use', (_, text) => {
    expect(uses(text)).toEqual([])
  })

  test('says what is used', () => {
    const [finding] = threadFree('lib/a.ml', 'let t = Thread.create f ()', ['Thread'])
    expect(finding).toMatchObject({ rule: 'thread-free', verdict: undefined })
    expect(finding.message).toMatch(/^Thread\.create is used here/)
  })

  test('a comment that never ends hides nothing in silence', () => {
    expect(uses('let x = 1 (* Thread.create')).toEqual(['1:11'])
  })
})

describe('native-only', () => {
  test('finds the primitive’s name in literals of either kind, and nowhere else', () => {
    const text =
      'let () = register "http-listen" f\nlet x = {|http-listen|} (* "http-listen" *)\nlet y = "http-listener"'
    const found = nativeOnly('lib/a.ml', text, ['http-listen'])
    expect(found.map(({ at }) => `${at.line}:${at.column}`)).toEqual(['1:19', '2:9'])
  })
})

describe('a change', () => {
  test('may touch what is declared, and only that', () => {
    const found = declaredPaths(['bin/a.ml', 'lib/deep/b.ml', 'next/c.erl'], ['bin/a.ml', 'lib/**'])
    expect(found.map(({ at }) => at.file)).toEqual(['next/c.erl'])
    expect(found[0].message).toContain('may touch only bin/a.ml, lib/**')
  })

  test('leaves the regression script where it is', () => {
    expect(missingScripts(['test/a.sh'])).toMatchObject([{ rule: 'regression-script', at: { file: 'test/a.sh' } }])
  })
})
