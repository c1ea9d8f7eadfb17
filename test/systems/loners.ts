import { sendTo } from 'xstate'
import type { System } from '../../src/index.ts'
import { machine, system } from '../engine/kit.ts'

const loner = machine({
  entry: sendTo(({ self }: any) => self, { type: 'go' }),
  initial: 'still',
  states: { still: { on: { go: 'gone' } }, gone: { type: 'final' } },
})

/** Actors that each make one step of their own: the first state has as many successors as there are of them. */
export function loners(count: number): System {
  return system(Object.fromEntries(Array.from({ length: count }, (_, at) => [`loner#${at}`, loner])))
}
