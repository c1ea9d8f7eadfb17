import { assign, enqueueActions, setup } from 'xstate'
import { send } from './send.ts'

interface Context {
  /** Asleep here, in alphabetical order: whom a broadcast wakes does not depend on who came first. */
  readonly sleepers: readonly string[]
}

interface Events {
  type: 'wait' | 'signal' | 'broadcast'
  /** `wait`: the thread that sleeps, and the mutex that it gives back. */
  from: string
  mutex: string | null
  /** `signal` and `broadcast`: on whose account; hears `done`. */
  by: string
}

/**
 * OCaml's `Condition.t` (`work`, `parked`, `cell.c`). `wait` registers the sleeper before it gives the mutex back, so
 * whoever signals while holding that mutex finds the sleeper; a signal without a sleeper is lost. A woken thread locks
 * the mutex itself. No condition that is signalled (rather than broadcast) has two sleepers here.
 */
export const condition = setup({
  types: { context: {} as Context, events: {} as Events },
  actions: {
    fallAsleep: assign({ sleepers: ({ context, event }) => [...context.sleepers, event.from].sort() }),
    giveBack: send(
      ({ event }) => event.mutex as string,
      ({ event }) => ({ type: 'unlock', from: event.from }),
    ),
    wakeOne: enqueueActions(({ context, enqueue }) => {
      for (const sleeper of context.sleepers.slice(0, 1)) enqueue(send(sleeper, { type: 'wake' }))
      enqueue.assign({ sleepers: context.sleepers.slice(1) })
    }),
    wakeAll: enqueueActions(({ context, enqueue }) => {
      for (const sleeper of context.sleepers) enqueue(send(sleeper, { type: 'wake' }))
      enqueue.assign({ sleepers: [] })
    }),
    done: send(({ event }) => event.by, { type: 'done' }),
  },
  guards: { keepsNone: ({ event }) => event.mutex === null },
}).createMachine({
  id: 'condition',
  context: { sleepers: [] },
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        wait: [{ guard: 'keepsNone', actions: 'fallAsleep' }, { actions: ['fallAsleep', 'giveBack'] }],
        signal: { actions: ['wakeOne', 'done'] },
        broadcast: { actions: ['wakeAll', 'done'] },
      },
    },
  },
})
