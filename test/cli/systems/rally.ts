import { sendTo, setup } from 'xstate'
import { always, defineSystem } from '../../../src/index.ts'

const player = (other: string, begins: boolean) =>
  setup({}).createMachine({
    initial: 'here',
    entry: begins ? sendTo(({ system }) => system.get(other), { type: 'ball' }) : [],
    on: { ball: { actions: sendTo(({ system }) => system.get(other), { type: 'ball' }) } },
    states: { here: {} },
  })

/** Two who play for ever, so that executions of any length can be had. */
export const rally = defineSystem({
  name: 'rally',
  actors: { ping: player('pong', true), pong: player('ping', false) },
  properties: [always('nobody plays', () => false)],
})
