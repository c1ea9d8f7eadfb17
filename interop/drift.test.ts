import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { miniatureDrift } from './drift.ts'
import { FOLDER } from './miniature.ts'

const there = existsSync(FOLDER)
if (!there)
  process.stdout.write(`interop skipped: no miniature in ${FOLDER}. Not compared: what the models stand for\n`)

describe.runIf(there)('the miniature', () => {
  it('has every definition that the models stand for, as it was when they were compared with it', () => {
    const changed = miniatureDrift().filter(({ kind }) => kind !== 'same')
    const told = changed.map(
      ({ kind, definition, models }) => `${definition} ${kind}: look again at ${models.join(', ')}`,
    )
    expect(told, 'then npm run digests -- REASON').toEqual([])
  })
})
