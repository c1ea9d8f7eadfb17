import { describe, expect, test } from 'vitest'
import { Outlook } from '../../src/cli/progress.ts'

describe('the outlook of a search', () => {
  test('is of what it has found itself, not of what a checkpoint told it', () => {
    const outlook = new Outlook({ states: 1_000_000, expanded: 900_000 })
    expect(outlook.rate({ states: 1_002_000, expanded: 904_000 }, 2)).toBe(1_000)
    // 98,000 states are open; each that is expanded brings half a new one, and 2,000 are in a second.
    expect(outlook.left({ states: 1_002_000, expanded: 904_000 }, 2)).toBe(98)
  })

  test('follows the pace as it has been lately', () => {
    const outlook = new Outlook({ states: 1_000_000, expanded: 900_000 })
    outlook.left({ states: 1_002_000, expanded: 904_000 }, 2)
    // A tenth more of its own work is enough to look again.
    expect(outlook.left({ states: 1_002_200, expanded: 904_400 }, 4)).toBe(97_800 / 0.5 / 200)
  })

  test('has no end in sight while more comes than goes', () => {
    expect(new Outlook().left({ states: 301, expanded: 100 }, 1)).toBeUndefined()
    expect(new Outlook().rate({ states: 301, expanded: 100 }, 2)).toBe(150)
  })
})
