import { describe, expect, it } from 'vitest'
import { readSources } from '../../src/gate/read-sources.ts'
import { random } from '../../src/scheduler/prng.ts'
import { fixtures, parse, read } from './sources.ts'

// Whatever is in a file, the answer is a report: never a crash, and never an `ok` of what was not understood.

describe('a file that is no program', () => {
  it('is unresolved where it does not parse', () => {
    const report = read('let handle_request handler fd = (Mutex.lock mtx; in\n')
    expect(report.unresolved.map(({ what, reaches }) => [what, reaches])).toContainEqual(['this does not parse', true])
  })

  it('leaves a verdict of ok in doubt when it may reach a lock', () => {
    const files = [{ path: 'a.ml', text: 'let x = 1' }]
    expect(readSources(files, parse)).toMatchObject({ verdict: 'ok', may: false })
    expect(readSources([...files, { path: 'b.ml', text: 'let y = (1 ; in\n' }], parse)).toMatchObject({
      verdict: 'ok',
      may: true,
    })
  })

  it('may nest as deep as it likes', () => {
    const report = read(`let x = ${'('.repeat(50_000)}1${')'.repeat(50_000)}\n`)
    expect(report.unresolved.some(({ reaches }) => reaches)).toBe(true)
  })

  it('may be empty, or hold anything', () => {
    for (const text of ['', '\u0000\u0001', '(* ', '"', 'let', 'module rec A : S = A', 'type t = t', 'open M;;;;']) {
      expect(read(text).verdict).toBe('ok')
    }
  })

  it('may alias modules and values in circles', () => {
    const report = read(
      'module A = B\nmodule B = A\nlet rec x = y and y = x\nlet rec f () = g () and g () = f ()\nlet () = f ()\n',
    )
    expect(report.verdict).toBe('ok')
  })

  it('may grow without end', () => {
    const report = read(
      'let rec grow k = grow (fun () -> k (); Mutex.unlock (Mutex.create ()))\nlet () = grow ignore\n',
    )
    expect(['ok', 'leak', 'race', 'blocks']).toContain(report.verdict)
    expect(report.may || report.unresolved.length > 0 || report.verdict === 'ok').toBe(true)
  })
})

const FRAGMENTS = (
  '( ) begin end let in ; " (* *) match with | -> fun rec module struct Mutex.lock try ! { } [ ] open and = , ~x: ?y ' +
  'functor sig val while true do done if then else object method class new lazy assert exception \u0000'
).split(' ')

describe('mutated OCaml', () => {
  const texts = fixtures('labelled').map(({ text }) => text)

  /** One change: something lost, something put in, a piece of another file. */
  function changed(text: string, below: (n: number) => number): string {
    const at = below(text.length + 1)
    const kind = below(3)
    if (kind === 0) return text.slice(0, at) + text.slice(at + below(60))
    if (kind === 1) return `${text.slice(0, at)} ${FRAGMENTS[below(FRAGMENTS.length)]} ${text.slice(at)}`
    return text.slice(0, at) + texts[below(texts.length)].slice(at, at + 200) + text.slice(at)
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'ends in a report, seed %i',
    (seed) => {
      const next = random(seed, 0)
      const below = (n: number): number => next(0, n - 1)
      for (let round = 0; round < 6; round++) {
        let text = texts[below(texts.length)]
        for (let change = below(6); change >= 0; change--) text = changed(text, below)
        const report = read(text)
        expect(['ok', 'leak', 'race', 'blocks']).toContain(report.verdict)
        if (isBroken(text)) expect(report.unresolved.length).toBeGreaterThan(0)
      }
    },
    60_000,
  )
})

function isBroken(text: string): boolean {
  const pending = [parse(text, 'implementation')]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.broken) return true
    pending.push(...node.children)
  }
  return false
}

it('a signature that does not parse is unresolved, at its place', () => {
  const files = [
    { path: 'a.ml', text: 'let x = 1' },
    { path: 'a.mli', text: 'val x : int\nval y : : int\n' },
  ]
  const { verdict, unresolved } = readSources(files, parse)
  expect(verdict).toBe('ok')
  expect(unresolved).toMatchObject([{ at: { file: 'a.mli', line: 2 }, what: 'this does not parse', reaches: false }])
})

it('the name of a file decides nothing: one that no module has is read all the same', () => {
  const original = fixtures('labelled').find(({ file }) => file === 'original.ml')?.text ?? ''
  for (const path of ['9loop.ml', 'sx-server.ml', 'a.b.ml']) expect(read(original, path).verdict).toBe('blocks')
})

it('recursive modules are unresolved, and may reach a lock', () => {
  const text =
    'module rec A : sig end = struct let f () = B.g () end\nand B : sig val g : unit -> unit end = struct let g () = () end\n'
  expect(read(text).unresolved).toContainEqual(expect.objectContaining({ reaches: true }))
})

it('a function that only a signature declares is unresolved, and said to be declared there', () => {
  const files = [
    { path: 'a.ml', text: 'let m = Mutex.create ()\nlet () = Store.put 1; Store.Deep.guard m; Other.f ()\n' },
    {
      path: 'lib/store.mli',
      text: 'val put : int -> unit\nmodule Deep : sig\n  val guard : Mutex.t -> unit\nend\n',
    },
  ]
  const { unresolved } = readSources(files, parse)
  const absent = 'declares it, and its source is not among the files'
  expect(unresolved.map(({ what, reaches }) => [what, reaches]).sort()).toEqual([
    ['the function Other.f', false],
    [`the function Store.Deep.guard: lib/store.mli:3 ${absent}`, true],
    [`the function Store.put: lib/store.mli:1 ${absent}`, false],
  ])
})
