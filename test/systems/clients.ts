import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, sendTo } from 'xstate'
import type { Property, System } from '../../src/index.ts'
import { deadlockFree, defineSystem } from '../../src/index.ts'

const machine = createMachine as (config: object) => AnyStateMachine

/** A client asks the server once, by its name, and is answered. */
export const client = machine({
  context: ({ input }: any) => input,
  initial: 'asking',
  states: {
    asking: {
      entry: sendTo(
        ({ system }) => system.get('server'),
        ({ context }: any) => ({ type: 'ASK', from: context.me }),
      ),
      on: { YES: 'done' },
    },
    done: { type: 'final' },
  },
})

/** Serves one client at a time; keeps who was served, in order. */
const server = machine({
  context: { served: [] },
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        ASK: {
          actions: [
            assign({ served: ({ context, event }: any) => [...context.served, event.from] }),
            sendTo(({ system, event }: any) => system.get(event.from), { type: 'YES' }),
          ],
        },
      },
    },
  },
})

/** n interchangeable clients of one server. */
export function clients(n: number, properties: readonly Property[] = [deadlockFree()]): System {
  const names = Array.from({ length: n }, (_, index) => `c#${index + 1}`)
  return defineSystem({
    name: `clients-${n}`,
    actors: { ...Object.fromEntries(names.map((me) => [me, { machine: client, input: { me } }])), server },
    symmetric: ['c'],
    properties,
    unhandled: 'defer',
  })
}
