import { sendTo, setup } from 'xstate'
import { defineSystem, observer } from '../../../src/index.ts'

const bell = setup({}).createMachine({ tags: 'idle', on: { ring: { actions: () => {} } } })

const visitor = setup({}).createMachine({
  initial: 'there',
  states: { there: { type: 'final', entry: sendTo(({ system }) => system.get('bell'), { type: 'ring' }) } },
})

const listener = setup({}).createMachine({
  initial: 'none',
  states: {
    none: { on: { 'deliver.ring': 'once' } },
    once: { on: { 'deliver.ring': 'twice' } },
    twice: { tags: 'violation' },
  },
})

/** A bell that may be rung once, and two who ring it. */
export const rung = defineSystem({
  name: 'rung',
  actors: {
    bell: { machine: bell, standsFor: ['door.ml: bell, wire'] },
    'visitor#1': visitor,
    'visitor#2': visitor,
  },
  properties: [observer('rung twice', listener)],
})
