import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, sendTo } from 'xstate'
import type { FaultsDefinition, Property, System } from '../../src/index.ts'
import { deadlockFree, defineSystem } from '../../src/index.ts'

const machine = createMachine as (config: object) => AnyStateMachine

const toServer = (type: string) => sendTo(({ system }: any) => system.get('server'), { type })
const toClient = (type: string) => sendTo(({ system }: any) => system.get('client'), { type })
const awaitsReply = { waits: { kind: 'awaits-reply', on: 'server' } }

/** Asks once, and waits for the answer. */
const asking = machine({
  id: 'client',
  initial: 'waiting',
  states: { waiting: { entry: toServer('ask'), meta: awaitsReply, on: { answer: 'done' } }, done: { type: 'final' } },
})

/** Asks again when no answer came in time: at least once. */
const retrying = machine({
  id: 'client',
  initial: 'waiting',
  states: {
    waiting: { entry: toServer('ask'), meta: awaitsReply, on: { answer: 'done' }, after: { 100: 'again' } },
    again: { entry: toServer('ask'), meta: awaitsReply, on: { answer: 'done' } },
    done: { type: 'final' },
  },
})

/** Books once for each time it is asked; `idempotent`, once in all. */
const booking = (idempotent: boolean) =>
  machine({
    id: 'server',
    context: { booked: 0 },
    tags: 'idle',
    on: {
      ask: {
        actions: [assign({ booked: ({ context }: any) => (idempotent ? 1 : context.booked + 1) }), toClient('answer')],
      },
    },
  })

/** How client and server talk. */
export interface Talk {
  readonly retry?: boolean
  readonly idempotent?: boolean
  readonly properties?: readonly Property[]
}

/** A client that asks a server, in an environment with these faults. */
export function talk(faults: FaultsDefinition | undefined, { retry, idempotent, properties }: Talk = {}): System {
  return defineSystem({
    name: 'talk',
    actors: { client: retry ? retrying : asking, server: booking(idempotent ?? false) },
    properties: properties ?? [deadlockFree()],
    ...(faults === undefined ? {} : { faults }),
  })
}

/** Holds a lock until it is given back. */
const lock = machine({
  id: 'lock',
  initial: 'free',
  context: { holder: null },
  states: {
    free: {
      tags: 'idle',
      on: {
        release: 'free',
        acquire: {
          target: 'held',
          actions: [
            assign({ holder: ({ event }: any) => event.from }),
            sendTo(({ system, event }: any) => system.get(event.from), { type: 'granted' }),
          ],
        },
      },
    },
    held: {
      meta: { waits: { kind: 'held-by', on: ({ context }: any) => context.holder } },
      on: { release: [{ guard: ({ context, event }: any) => event.from === context.holder, target: 'free' }, 'held'] },
    },
  },
})

const request = (type: string) =>
  sendTo(
    ({ system }: any) => system.get('lock'),
    ({ context }: any) => ({ type, from: context.me }),
  )

/** Takes the lock, works and gives it back; `recovering`, it first gives back what it may have held before a crash. */
const worker = (recovering: boolean) =>
  machine({
    id: 'worker',
    context: ({ input }: any) => input,
    initial: 'waiting',
    states: {
      waiting: {
        entry: recovering ? [request('release'), request('acquire')] : [request('acquire')],
        meta: { waits: { kind: 'acquires', on: 'lock' } },
        on: { granted: 'working' },
      },
      working: { entry: sendTo(({ self }: any) => self, { type: 'worked' }), on: { worked: 'done' } },
      done: { type: 'final', entry: request('release') },
    },
  })

/** Workers that share one lock. */
export function workers(n: number, faults: FaultsDefinition, recovering = false, rest: object = {}): System {
  const names = Array.from({ length: n }, (_, at) => `worker#${at + 1}`)
  return defineSystem({
    name: 'workers',
    actors: {
      lock: { machine: lock, unhandled: 'defer' },
      ...Object.fromEntries(names.map((me) => [me, { machine: worker(recovering), input: { me } }])),
    },
    faults,
    ...rest,
  })
}
