import { assign, enqueueActions, setup } from 'xstate'
import { send } from './send.ts'

interface Context {
  /** Asleep here, and how often (once, if all is well): whom a broadcast wakes does not depend on who came first. */
  readonly sleepers: ReadonlyMap<string, number>
}

interface Events {
  type: 'wait' | 'signal' | 'broadcast'
  /** `wait`: the thread that sleeps, and the mutex that it gives back. */
  from: string
  mutex: string
  /** `signal` and `broadcast`: on whose account; hears `done`. */
  by: string
}

/** The sleepers, with one of them so many times more. */
function times(sleepers: ReadonlyMap<string, number>, name: string, more: number): ReadonlyMap<string, number> {
  const often = (sleepers.get(name) ?? 0) + more
  const others = [...sleepers].filter(([other]) => other !== name)
  return new Map<string, number>(often === 0 ? others : [...others, [name, often]])
}

/**
 * OCaml's `Condition.t` (`work`, `parked`, `cell.c`). `wait` registers the sleeper before it gives the mutex back, so
 * whoever signals while holding that mutex finds the sleeper; a signal without a sleeper is lost. A woken thread locks
 * the mutex itself. No condition that is signalled (rather than broadcast) has two sleepers here.
 */
export const condition = setup({
  types: { context: {} as Context, events: {} as Events },
  actions: {
    fallAsleep: assign({ sleepers: ({ context, event }) => times(context.sleepers, event.from, 1) }),
    giveBack: send(
      ({ event }) => event.mutex,
      ({ event }) => ({ type: 'unlock', from: event.from }),
    ),
    wakeOne: enqueueActions(({ context, enqueue }) => {
      const [first] = [...context.sleepers.keys()].sort()
      if (first === undefined) return
      enqueue(send(first, { type: 'wake' }))
      enqueue.assign({ sleepers: times(context.sleepers, first, -1) })
    }),
    wakeAll: enqueueActions(({ context, enqueue }) => {
      for (const [sleeper, often] of context.sleepers) {
        for (let time = 0; time < often; time++) enqueue(send(sleeper, { type: 'wake' }))
      }
      enqueue.assign({ sleepers: new Map<string, number>() })
    }),
    done: send(({ event }) => event.by, { type: 'done' }),
  },
}).createMachine({
  id: 'condition',
  context: { sleepers: new Map() },
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        wait: { actions: ['fallAsleep', 'giveBack'] },
        signal: { actions: ['wakeOne', 'done'] },
        broadcast: { actions: ['wakeAll', 'done'] },
      },
    },
  },
})
