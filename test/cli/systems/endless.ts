import { assign, setup } from 'xstate'
import { defineSystem } from '../../../src/index.ts'

const counter = setup({ types: { context: {} as { count: number } } }).createMachine({
  context: { count: 0 },
  initial: 'counting',
  states: {
    counting: {
      tags: 'idle',
      after: {
        1: { target: 'counting', reenter: true, actions: assign({ count: ({ context }) => context.count + 1 }) },
      },
    },
  },
})

/** Has no end: each state has one more. Says when it begins, for who waits for that. */
export default defineSystem({ name: 'endless', actors: { counter } })
setTimeout(() => process.stderr.write('begun\n'), 0)
