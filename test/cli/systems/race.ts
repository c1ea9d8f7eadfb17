import { sendTo, setup } from 'xstate'
import { always, defineSystem } from '../../../src/index.ts'

/** Sends one word to the judge after a while. */
function runner(word: string, after: number) {
  return setup({}).createMachine({
    initial: 'running',
    states: {
      running: {
        after: { [after]: { target: 'done', actions: sendTo(({ system }) => system.get('judge'), { type: word }) } },
      },
      done: { type: 'final' },
    },
  })
}

const judge = setup({}).createMachine({
  initial: 'waiting',
  states: {
    waiting: { tags: 'idle', on: { hare: 'hareWins', tortoise: 'tortoiseWins' } },
    hareWins: { type: 'final' },
    tortoiseWins: { type: 'final' },
  },
})

/** The tortoise wins now and then: when the message of the hare takes its time. */
export default defineSystem({
  name: 'race',
  actors: { hare: runner('hare', 10), tortoise: runner('tortoise', 10), judge },
  properties: [always('the hare wins', (state) => !state.actor('judge').matches('tortoiseWins'))],
})
