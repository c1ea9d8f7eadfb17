import type { SystemState } from '../../../src/index.ts'
import { deadlockFree, leadsTo, respondsWithin } from '../../../src/index.ts'
import { competing, impatient } from '../../systems/locks.ts'

const is = (name: string, value: string) => (state: SystemState) => state.actor(name).matches(value)
const served = leadsTo('conn#1 is served', is('conn#1', 'waiting'), is('conn#1', 'serving'), { fairness: 'weak' })
const inTime = respondsWithin(
  'worker#1 gets its second lock in time',
  is('worker#1', 'wantsSecond'),
  (state) => !is('worker#1', 'wantsSecond')(state),
  1000,
)

/** A connection that starves. */
export const barging = competing(2, false, [served])
/** The same with hand-over: it does not. */
export const fair = competing(2, true, [served])
/** A deadlock that a timeout breaks, and a response in time. */
export const patient = impatient([900, 800], [deadlockFree(), inTime])
