import { sendTo, setup } from 'xstate'
import { always, atMostOne, deadlockFree, defineSystem } from '../../../src/index.ts'

const red = '\x1b[31m'
const event = `go${red}\u202e`
const name = `victim${red}\r\n\x07`

const sender = setup({}).createMachine({ entry: sendTo(({ system }) => system.get(name), { type: event }) })
const receiver = setup({}).createMachine({
  initial: `calm${red}`,
  states: {
    [`calm${red}`]: { on: { [event]: `wild${red}` } },
    [`wild${red}`]: { tags: `loud${red}` },
  },
})

export const stuck = defineSystem({
  name: `stuck${red}\u009b2J`,
  actors: { sender, [name]: receiver },
  properties: [deadlockFree(), always(`never${red}`, (state) => !state.actor(name).hasTag(`loud${red}`))],
})

export const loud = defineSystem({
  name: `loud${red}`,
  actors: { sender, [name]: receiver, other: receiver, third: { ...{ machine: receiver } } },
  properties: [atMostOne(`loud${red}`), always(`never${red}`, (state) => !state.actor(name).hasTag(`loud${red}`))],
})

const thrower = setup({}).createMachine({
  on: {
    [event]: {
      actions: () => {
        throw new Error(`boom${red}\nnext`)
      },
    },
  },
})

export const throwing = defineSystem({ name: `throwing${red}`, actors: { sender, [name]: thrower } })
