import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/index.ts'
import { diagram } from '../../src/report/diagram.ts'
import { UNPAINTED } from '../../src/report/style.ts'

function deliver(from: string, actor: string, type: string, time = 0): { step: Step; time: number } {
  return { step: { kind: 'deliver', moves: true, from, actor, event: { type }, label: '' }, time }
}

function drawn(steps: Parameters<typeof diagram>[0], columns: number, core: readonly string[] = [], ascii = false) {
  return diagram(steps, core, { paint: UNPAINTED, columns, ascii }).join('\n')
}

const passing = [
  deliver('a', 'b', 'hello'),
  deliver('b', 'c', 'on'),
  deliver('c', 'a', 'back'),
  deliver('a', 'a', 'self'),
]

describe('a space-time diagram', () => {
  test('has a lifeline for each actor, an arrow for each delivery, a dot for what an actor does alone', () => {
    expect(`\n${drawn(passing, 80, ['a', 'd'])}`).toBe(`
     a     b     c     d
  1  ├─────▶     │     │     hello
  2  │     ├─────▶     │     on
  3  ◀─────┼─────┤     │     back
  4  ●     │     │     │     self (own)
     ✗                 ✗     core`)
  })

  test('in ASCII', () => {
    expect(`\n${drawn(passing, 80, ['a'], true)}`).toBe(`
     a     b     c
  1  +----->     |     hello
  2  |     +----->     on
  3  <-----------+     back
  4  *     |     |     self (own)
     X                 core`)
  })

  test('shows virtual time where it passes', () => {
    const steps: Parameters<typeof diagram>[0] = [
      deliver('a', 'b', 'ask', 2),
      {
        step: { kind: 'timeout', moves: true, actor: 'b', to: 'b', event: { type: 'xstate.after.90.b.x' }, label: '' },
        time: 92,
      },
      { step: { kind: 'timeout', moves: true, actor: 'b', to: 'a', event: { type: 'late' }, label: '' }, time: 92 },
      {
        step: { kind: 'choose', moves: true, actor: 'a', outcome: 'reject', event: { type: 'x' }, label: '' },
        time: 92,
      },
    ]
    expect(`\n${drawn(steps, 80)}`).toBe(`
            a     b
  1   2 ms  ├─────▶     ask
  2  92 ms  │     ●     after 90 ms
  3         │     ●     timeout late
  4         ●     │     rejects`)
  })

  test('puts long names in two lines, and cuts those that are longer still', () => {
    const steps = [deliver('connection', 'extraordinary', 'x'), deliver('extraordinary', 'kernel', 'y')]
    expect(`\n${drawn(steps, 26)}`).toBe(`
     connection  kernel
           extraordin…
  1  ├─────▶     │     x
  2  │     ├─────▶     y`)
  })

  test('gives way to a list where lifelines would be too close', () => {
    expect(`\n${drawn(passing, 24)}`).toBe(`
  1  a ─hello→ b
  2  b ─on→ c
  3  c ─back→ a
  4  a: self (own)`)
    expect(drawn(passing, 24, [], true)).toContain('  1  a -hello-> b\n')
  })

  test('of more actors than there is room for: the core and the busiest, and all others share a lifeline', () => {
    const chain = Array.from({ length: 20 }, (_, at) => deliver(`a${at}`, `a${at + 1}`, 'on'))
    const folded = diagram([...chain, deliver('a11', 'a2', 'back')], ['a12'], {
      paint: UNPAINTED,
      columns: 74,
      ascii: false,
    })
    expect(folded[0]).toBe('      a1    a2    a3    a4    a11   a12   +15')
    expect(folded[1]).toBe('   1  ◀─────┼─────┼─────┼─────┼─────┼─────┤     a0 ─on→ a1')
    expect(folded[6]).toBe('   6  │     │     │     │     │     │     ●     a5 ─on→ a6')
    expect(folded[21]).toBe('  21  │     ◀─────┼─────┼─────┤     │     │     back')
  })

  test('of some actors, when asked for', () => {
    const only = diagram(passing, [], { paint: UNPAINTED, columns: 80, ascii: false }, undefined, ['a'])
    expect(only.slice(0, 3)).toEqual(['     a     +2', '  1  ├─────▶     a ─hello→ b', '  2  │     ●     b ─on→ c'])
  })

  test('of no steps is nothing', () => {
    expect(drawn([], 80, ['a'])).toBe('')
  })
})
