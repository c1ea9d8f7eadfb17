import { describe, expect, it } from 'vitest'
import type { Clock, SystemState } from '../../src/index.ts'
import { check, eventually, respondsWithin } from '../../src/index.ts'
import { parseFlags } from '../../src/model/flags.ts'
import { sxSystem } from '../../src/model/server.ts'

const answers = (state: SystemState): number => state.actor('curl#1').context.results.length

/** A server with two clients that call the kernel, checked for one property of its first client. */
function checked(flags: string, clock: Clock, property: ReturnType<typeof eventually>) {
  const clients = [[{ route: 'kernel' }], [{ route: 'kernel' }]] as const
  const system = sxSystem({ name: 'server', variants: [parseFlags(flags)[0]], clients, parameters: {} })
  return check({ ...system, clock, properties: [property] })
}

describe('every request is answered', () => {
  const answered = eventually('curl#1 is answered', (state) => answers(state) > 0)

  it('on every schedule of the designs proposed to ship, without any fairness', () => {
    expect(checked('--variant a-yield', 'free', answered).verdict.kind).toBe('verified')
    expect(checked('--variant a-hook', 'free', answered).verdict.kind).toBe('verified')
    expect(checked('--variant b-spawn', 'free', answered).verdict.kind).toBe('verified')
  })

  it('not on those of the original, some of which end without an answer', () => {
    const { findings } = checked('--variant original', 'free', answered)
    expect(findings).toMatchObject([{ violation: { kind: 'unfulfilled', extent: 'end' } }])
  })
})

describe('how long an answer takes at worst', () => {
  const inTime = respondsWithin(
    'curl#1 is answered in time',
    (state) => answers(state) === 0,
    (state) => answers(state) > 0,
    100,
  )
  const worst = (flags: string, clock: Clock) => checked(flags, clock, inTime).responses[0].delay

  it('for ever in the original, and as long as its calls take to time out where they do', () => {
    expect(worst('--variant original', 'urgent')).toBe('never')
    // Two calls time out one after another, the second thread waiting for the mutex meanwhile.
    expect(worst('--variant original --gen-timeout 1500', 'urgent')).toBe(3000)
  })

  it('no time in pattern A, as nothing has to wait for a timer', () => {
    expect(worst('--variant a-yield --gen-timeout 1500', 'urgent')).toBe(0)
  })
})
