import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { KERNEL, READY } from './names.ts'
import { send } from './send.ts'

/** A call: whom to answer, and under which reference. */
interface Call {
  readonly from: string
  readonly ref: string
}

interface Input {
  /** Who pops the run queue. */
  readonly scheduler: string
}

interface Context extends Input {
  /** Oldest first. */
  readonly mailbox: readonly Call[]
  /** The thread in whose slice this runs. */
  readonly driver: string | null
  /** Whom it took itself for in the call that it handles, if not for itself; `nobody` raised. */
  readonly astray: string | null
}

interface Events {
  type: '$gen_call' | 'reply' | 'down' | 'run' | 'current' | 'done'
  from: string
  ref: string
  /** `$gen_call`, `reply`: on whose account; hears `done`. `run`: the thread that runs the slice. */
  by: string
  process: string | null
}

/**
 * `nx_kernel`: a gen_server (`gen_loop` of `sx_runtime.ml`) in a process that the scheduler drives. A call makes it
 * Ready and signals `work` only when it was Waiting, so one lost signal leaves it Ready for ever. Who is to be answered
 * comes from the call; a reply that it got by mistake, as the owner of a clobbered `current`, it takes and ignores.
 */
export const genServer = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    append: assign({ mailbox: ({ context, event }) => [...context.mailbox, { from: event.from, ref: event.ref }] }),
    pushSelf: send(READY, ({ event }) => ({ type: 'push', process: KERNEL, by: event.by })),
    done: send(({ event }) => event.by, { type: 'done' }),
    begin: assign({ driver: ({ event }) => event.by }),
    askSelf: send(READY, { type: 'self', from: KERNEL }),
    reply: send(
      ({ context }) => context.mailbox[0].from,
      ({ context }) => ({ type: 'reply', ref: context.mailbox[0].ref, by: KERNEL }),
    ),
    take: assign({ mailbox: ({ context }) => context.mailbox.slice(1) }),
    downOldest: send(
      ({ context }) => context.mailbox[0].from,
      ({ context }) => ({ type: 'down', ref: context.mailbox[0].ref }),
    ),
    down: send(
      ({ event }) => event.from,
      ({ event }) => ({ type: 'down', ref: event.ref }),
    ),
    blocked: send(({ context }) => context.driver as string, { type: 'blocked' }),
    finished: send(({ context }) => context.driver as string, { type: 'finished' }),
    end: assign({ driver: null }),
    noteSelf: assign({ astray: ({ event }) => (event.process === KERNEL ? null : (event.process ?? 'nobody')) }),
    comeBack: assign({ astray: null }),
    ignore: () => {},
  },
  guards: {
    hasCall: ({ context }) => context.mailbox.length > 0,
    noSelf: ({ event }) => event.process === null,
  },
}).createMachine({
  id: 'gen-server',
  context: ({ input }) => ({ ...input, mailbox: [], driver: null, astray: null }),
  initial: 'Waiting',
  on: { $gen_call: { actions: ['append', 'done'] }, reply: { actions: 'done' }, down: { actions: 'ignore' } },
  states: {
    Waiting: {
      tags: 'idle',
      on: { $gen_call: { target: 'Ready', actions: ['append', 'pushSelf'] } },
    },
    Ready: {
      meta: { waits: { kind: 'needs-run-slot', on: ({ context }) => context.scheduler } },
      on: { run: { target: 'Running', actions: 'begin' } },
    },
    Running: {
      initial: 'receiving',
      states: {
        receiving: { always: [{ guard: 'hasCall', target: 'handling' }, { target: '#gen-server.blocking' }] },
        handling: {
          entry: 'askSelf',
          on: {
            current: [
              { guard: 'noSelf', target: '#gen-server.crashing', actions: 'noteSelf' },
              { target: 'replying', actions: ['noteSelf', 'reply', 'take'] },
            ],
          },
        },
        replying: { exit: 'comeBack', on: { done: 'receiving' } },
      },
    },
    blocking: { entry: ['blocked', 'end'], always: 'Waiting' },
    /** `self ()` found no current process and raised: the callers get DOWN, later ones `noproc`. */
    crashing: {
      always: [
        { guard: 'hasCall', target: 'crashing', reenter: true, actions: ['downOldest', 'take'] },
        { target: 'Exited', actions: ['finished', 'end'] },
      ],
    },
    Exited: { tags: 'idle', on: { $gen_call: { actions: ['down', 'done'] } } },
  },
})
