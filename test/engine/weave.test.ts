import { describe, expect, it } from 'vitest'
import type { Token } from '../../src/engine/weave.ts'
import { weave } from '../../src/engine/weave.ts'

const [FIRST, SECOND] = [0, 1]

/** `1` and `2` are items of the two copies, `k` of nobody, `*` stands for others. */
function token(key: string): Token {
  const copy = { 1: FIRST, 2: SECOND, '*': 2 }[key] ?? -1
  return { value: key, key, copy, alone: true, others: key === '*' }
}

const tokens = (text: string): Token[] => [...text].map(token)
const textOf = (list: readonly Token[]): string => list.map(({ key }) => key).join('')
const weaving = (ordered: boolean) => ({ first: FIRST, second: SECOND, ordered, leftOut: () => token('*') })

/** A list without a copy: what is left of it stands for others, and neighbours are one. */
const without = (text: string, item: string): string => text.replaceAll(item, '*').replace(/\*+/g, '*')

function lists(length: number): readonly string[] {
  if (length === 0) return ['']
  const shorter = lists(length - 1)
  return [...new Set([...shorter, ...shorter.flatMap((list) => ['1', '2', 'k', '*'].map((item) => list + item))])]
}

describe('weaving', () => {
  it('finds exactly the lists that look like both: held against all lists of up to six items', () => {
    const all = lists(6).filter((list) => !list.includes('**'))
    const byLooks = new Map<string, string[]>()
    for (const list of all) {
      const name = `${without(list, '2')} ${without(list, '1')}`
      byLooks.set(name, [...(byLooks.get(name) ?? []), list])
    }
    for (const [name, expected] of byLooks) {
      const [ours, theirs] = name.split(' ')
      const woven = weave(tokens(ours), tokens(theirs), weaving(true)).map(textOf)
      const short = woven.filter((list) => list.length <= 6)
      expect(new Set(short), name).toEqual(new Set(expected))
    }
  })

  it('finds exactly the sets that look like both', () => {
    const sets = (ours: string, theirs: string): readonly string[] =>
      weave(tokens(ours), tokens(theirs), weaving(false)).map((set) => textOf(set).split('').sort().join(''))
    expect(sets('1*', '2*').toSorted()).toEqual(['*12', '12'])
    expect(sets('1', '*')).toEqual(['1'])
    expect(sets('1', '2*')).toEqual([])
    expect(sets('*', '*')).toEqual(['*'])
    expect(sets('k', 'k')).toEqual(['k'])
    expect(sets('', '')).toEqual([''])
  })
})
