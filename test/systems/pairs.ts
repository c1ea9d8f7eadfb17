import type { AnyStateMachine } from 'xstate'
import { createMachine, sendTo } from 'xstate'
import type { System } from '../../src/index.ts'
import { deadlockFree, defineSystem } from '../../src/index.ts'

const machine = createMachine as (config: object) => AnyStateMachine
const to = (name: string, type: string) => sendTo(({ system }) => system.get(name), { type })

/** A pair: one asks, the other answers. */
const pair = (index: number) => ({
  [`ask#${index}`]: machine({
    initial: 'asking',
    states: { asking: { entry: to(`answer#${index}`, 'ASK'), on: { YES: 'done' } }, done: { type: 'final' } },
  }),
  [`answer#${index}`]: machine({ tags: 'idle', on: { ASK: { actions: to(`ask#${index}`, 'YES') } } }),
})

/** Pairs that have nothing to do with each other. */
export function pairs(count: number): System {
  return defineSystem({
    name: 'pairs',
    actors: Object.assign({}, ...Array.from({ length: count }, (_, index) => pair(index))),
    unhandled: 'defer',
    properties: [deadlockFree()],
  })
}
