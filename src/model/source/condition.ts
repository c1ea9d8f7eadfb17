import { assign, setup } from 'xstate'
import { send } from '../send.ts'

interface Context {
  readonly asleep: readonly string[]
  /** For each signal that has woken nobody yet, the sleepers of whom it wakes one. */
  readonly due: readonly (readonly string[])[]
}

interface Events {
  type: 'wait' | 'claim' | 'signal' | 'broadcast'
  /** `wait`: the thread that sleeps, and the mutex that it gives back. `claim`: the sleeper who would be woken. */
  from: string
  mutex: string
  /** `signal` and `broadcast`: hears `done`. */
  by: string
}

/** What is left when a sleeper has been woken. */
function woken({ asleep, due }: Context, sleeper: string): Context {
  const used = due.findIndex((sleepers) => sleepers.includes(sleeper))
  const rest = due.filter((_, index) => index !== used).map((sleepers) => sleepers.filter((one) => one !== sleeper))
  return { asleep: asleep.filter((one) => one !== sleeper), due: rest.filter((sleepers) => sleepers.length > 0) }
}

/**
 * The condition of `../condition.ts` for sources in which a signal may find several sleepers: any of them may be the one
 * that wakes. Each sleeper claims its waking, and the claim waits until a signal is due to it.
 */
export const sourceCondition = setup({
  types: { context: {} as Context, events: {} as Events },
  actions: {
    fallAsleep: assign({ asleep: ({ context, event }) => [...context.asleep, event.from].sort() }),
    giveBack: send(
      ({ event }) => event.mutex,
      ({ event }) => ({ type: 'unlock', from: event.from }),
    ),
    wake: send(({ event }) => event.from, { type: 'wake' }),
    forget: assign(({ context, event }) => woken(context, event.from)),
    owe: assign({
      due: ({ context }) =>
        context.due.length < context.asleep.length ? [...context.due, context.asleep] : context.due,
    }),
    oweAll: assign({ due: ({ context }) => context.asleep.map((sleeper) => [sleeper]) }),
    done: send(({ event }) => event.by, { type: 'done' }),
  },
  guards: { owed: ({ context, event }) => context.due.some((sleepers) => sleepers.includes(event.from)) },
}).createMachine({
  id: 'condition',
  context: { asleep: [], due: [] },
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        wait: { actions: ['fallAsleep', 'giveBack'] },
        claim: { guard: 'owed', actions: ['wake', 'forget'] },
        signal: { actions: ['owe', 'done'] },
        broadcast: { actions: ['oweAll', 'done'] },
      },
    },
  },
})
