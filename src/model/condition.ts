import { assign, enqueueActions, setup } from 'xstate'
import { send } from './send.ts'

interface Context {
  /** Asleep here: whom a broadcast wakes does not depend on who came first. */
  readonly sleepers: ReadonlySet<string>
  /** Whether somebody fell asleep who was asleep already. */
  readonly twice: boolean
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
    fallAsleep: assign({
      sleepers: ({ context, event }) => new Set([...context.sleepers, event.from]),
      twice: ({ context, event }) => context.twice || context.sleepers.has(event.from),
    }),
    giveBack: send(
      ({ event }) => event.mutex as string,
      ({ event }) => ({ type: 'unlock', from: event.from }),
    ),
    wakeOne: enqueueActions(({ context, enqueue }) => {
      const [first, ...others] = [...context.sleepers].sort()
      if (first !== undefined) enqueue(send(first, { type: 'wake' }))
      enqueue.assign({ sleepers: new Set(others) })
    }),
    wakeAll: enqueueActions(({ context, enqueue }) => {
      for (const sleeper of [...context.sleepers].sort()) enqueue(send(sleeper, { type: 'wake' }))
      enqueue.assign({ sleepers: new Set<string>() })
    }),
    done: send(({ event }) => event.by, { type: 'done' }),
  },
  guards: { keepsNone: ({ event }) => event.mutex === null },
}).createMachine({
  id: 'condition',
  context: { sleepers: new Set(), twice: false },
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
