import { assign, setup } from 'xstate'
import { send } from '../send.ts'
import type { Signal } from './signal.ts'
import type { Term } from './term.ts'

type Ask = Extract<Signal, { type: 'ask' }>

interface Context {
  /** Who has which name, in the order of registration. */
  readonly names: readonly (readonly [name: string, process: string])[]
}

const holder = ({ names }: Context, name: string): string | undefined => names.find(([other]) => other === name)?.[1]

/** A process has at most one name. */
const isNamed = ({ names }: Context, process: string): boolean => names.some(([, other]) => other === process)

function answer(context: Context, { question, name, by }: Ask): Term {
  const pid = holder(context, name)
  switch (question) {
    case 'register':
      if (pid !== undefined) return { pid }
      return isNamed(context, by) ? 'badarg' : 'true'
    case 'unregister':
      return pid === undefined ? 'badarg' : 'true'
    case 'whereis':
      return pid === undefined ? 'undefined' : { pid }
    default:
      return by
  }
}

function after(context: Context, { question, name, by }: Ask): Context['names'] {
  switch (question) {
    case 'register':
      return answer(context, { type: 'ask', question, name, by }) === 'true'
        ? [...context.names, [name, by]]
        : context.names
    case 'unregister':
      return context.names.filter(([other]) => other !== name)
    case 'unregister_all':
      return context.names.filter(([, process]) => process !== by)
    default:
      return context.names
  }
}

/**
 * The table of registered names. Who asks waits for the answer, so that names change at one moment for everybody; a
 * process that dies gives up its names before anybody hears of its death, as in the real runtime.
 */
export const names = setup({
  types: { context: {} as Context, events: {} as Ask },
  actions: {
    reply: send(
      ({ event }) => event.by,
      ({ context, event }) => ({ type: 'answer', value: answer(context, event) }),
    ),
    keep: assign({ names: ({ context, event }) => after(context, event) }),
  },
}).createMachine({
  id: 'names',
  context: { names: [] },
  initial: 'ready',
  states: { ready: { tags: 'idle', on: { ask: { actions: ['reply', 'keep'] } } } },
})
