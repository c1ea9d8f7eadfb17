import { describe, expect, it } from 'vitest'
import { judge } from '../../src/model/judgement.ts'
import { observationOf } from '../../src/model/observation.ts'

const row = (ok: number, hang: number, error_reply: number) =>
  observationOf({ scenario: 's', load: 'conc8-kernel', flags: '', requests: 8, ok, hang, error_reply })
const end = (ok: number, hang: number, error_reply: number) => ({
  tally: { ok, hang, error_reply, wrong: 0, no_server: 0, gave_up_on_purpose: 0, root: 'ok' as const },
  marks: 0,
})

describe('two requests of the model that stand for eight', () => {
  it('cannot come to three kinds of end at once: any two of those seen must be possible together', () => {
    const pairs = [end(1, 1, 0), end(1, 0, 1), end(0, 1, 1)]
    expect(judge(row(4, 3, 1), pairs, 2).forbidden).toEqual([])
    expect(judge(row(4, 3, 1), pairs.slice(0, 2), 2).forbidden).toEqual([
      'hang: 3 with error reply: 1 with no server: 0 with gave up on purpose: 0',
    ])
  })

  it('must come to two kinds together', () => {
    expect(judge(row(5, 3, 0), [end(1, 1, 0)], 2).forbidden).toEqual([])
    expect(judge(row(5, 3, 0), [end(2, 0, 0), end(0, 2, 0)], 2).forbidden).not.toEqual([])
  })
})
