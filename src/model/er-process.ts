import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { KERNEL, PARKED, READY } from './names.ts'
import type { Route } from './routes.ts'
import { CALLS } from './routes.ts'
import { send } from './send.ts'

/**
 * Who runs a handler's process: the connection thread itself (`Host`: `sx_call`, `call_start`), or the scheduler
 * (`spawn_call`), which then fills the thread's cell, with the cell's mutex or without.
 */
export type Driver = 'host' | 'scheduler-locked' | 'scheduler-unlocked'

interface Input {
  readonly me: string
  readonly driver: Driver
  /** Who pops the run queue. */
  readonly scheduler: string
  /** Pattern B: where the connection thread waits for the result. */
  readonly cell: string
}

interface Mail {
  readonly type: 'reply' | 'down'
  readonly ref: string
}

interface Context extends Input {
  readonly mailbox: readonly Mail[]
  /** The thread that runs it now. */
  readonly thread: string | null
  /** How many calls its route has still to make, and the reference of the one under way. */
  readonly left: number
  readonly ref: string | null
  /** Whom it took itself for in the call under way, if not for itself; `nobody` raised. */
  readonly astray: string | null
  readonly status: 'ok' | 'error'
}

interface Events {
  type: 'run' | 'spawn' | 'test' | 'await' | 'reply' | 'down' | 'current' | 'done' | 'granted'
  /** The thread that runs, tests or awaits it; for `spawn` and `reply`, on whose account, who hears `done`. */
  by: string
  route: Route
  ref: string
  process: string | null
}

const matching = ({ mailbox, ref }: Context): Mail | undefined => mailbox.find((mail) => mail.ref === ref)

/**
 * The er-process of one handler call, and the code of its route: a `gen_call` to the kernel as often as the route asks.
 * `self` is read late, as in `gen_call`, so that a clobbered register gives a wrong return address. `await` is the host
 * thread's polling loop: it stays in its channel until a message matches.
 */
export const erProcess = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    make: assign({ left: ({ event }) => CALLS[event.route] }),
    begin: assign({ thread: ({ event }) => event.by }),
    pushSelf: send(READY, ({ context, event }) => ({ type: 'push', process: context.me, by: event.by })),
    askSelf: send(READY, ({ context }) => ({ type: 'self', from: context.me })),
    call: send(KERNEL, ({ context, event }) => ({
      type: '$gen_call',
      from: event.process,
      ref: `${context.me}/${context.left}`,
      by: context.me,
    })),
    expect: assign({
      ref: ({ context }) => `${context.me}/${context.left}`,
      left: ({ context }) => context.left - 1,
      astray: ({ context, event }) => (event.process === context.me ? null : event.process),
    }),
    append: assign({
      mailbox: ({ context, event }) => [...context.mailbox, { type: event.type as Mail['type'], ref: event.ref }],
    }),
    take: assign({
      mailbox: ({ context }) => context.mailbox.filter(({ ref }) => ref !== context.ref),
      ref: null,
      astray: null,
    }),
    fail: assign({ status: 'error' }),
    getLost: assign({ astray: 'nobody' }),
    notify: send(PARKED, ({ event }) => ({ type: 'broadcast', by: event.by })),
    done: send(({ event }) => event.by, { type: 'done' }),
    matches: send(({ event }) => event.by, { type: 'match' }),
    matchesNot: send(({ event }) => event.by, { type: 'nothing' }),
    blocked: send(({ context }) => context.thread as string, { type: 'blocked', on: KERNEL }),
    finished: send(
      ({ context }) => context.thread as string,
      ({ context }) => ({ type: 'finished', status: context.status }),
    ),
    leave: assign({ thread: null }),
    ignore: () => {},
    forget: assign({ thread: null, mailbox: [], ref: null, left: 0, status: 'ok' }),
    lockCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'lock', from: context.me }),
    ),
    fillCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'fill', from: context.me, status: context.status }),
    ),
    unlockCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'unlock', from: context.me }),
    ),
    setCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'set', from: context.me, status: context.status }),
    ),
    signalCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'signal', from: context.me }),
    ),
  },
  guards: {
    callsLeft: ({ context }) => context.left > 0,
    noSelf: ({ event }) => event.process === null,
    inCall: ({ context }) => context.ref !== null,
    hasMatch: ({ context }) => matching(context) !== undefined,
    serverExited: ({ context }) => matching(context)?.type === 'down',
    host: ({ context }) => context.driver === 'host',
    locked: ({ context }) => context.driver === 'scheduler-locked',
  },
}).createMachine({
  id: 'er-process',
  context: ({ input }) => ({ ...input, mailbox: [], thread: null, left: 0, ref: null, astray: null, status: 'ok' }),
  initial: 'absent',
  on: {
    reply: [{ guard: 'host', actions: ['append', 'notify'] }, { actions: ['append', 'done'] }],
    down: { actions: 'append' },
  },
  states: {
    absent: {
      tags: 'idle',
      on: {
        run: { target: 'Running', actions: ['make', 'begin'] },
        spawn: { target: 'Ready', actions: ['make', 'pushSelf'] },
      },
    },
    Ready: {
      meta: { waits: { kind: 'needs-run-slot', on: ({ context }) => context.scheduler } },
      on: {
        run: [
          { guard: 'inCall', target: 'Running.receiving', actions: 'begin' },
          { target: 'Running', actions: 'begin' },
        ],
      },
    },
    Running: {
      initial: 'evaluating',
      states: {
        evaluating: { always: [{ guard: 'callsLeft', target: 'calling' }, { target: '#er-process.exiting' }] },
        calling: {
          entry: 'askSelf',
          on: {
            current: [
              { guard: 'noSelf', target: '#er-process.exiting', actions: ['fail', 'getLost'] },
              { target: 'sending', actions: ['call', 'expect'] },
            ],
          },
        },
        sending: { on: { done: 'receiving' } },
        receiving: {
          always: [
            { guard: 'serverExited', target: '#er-process.exiting', actions: ['take', 'fail'] },
            { guard: 'hasMatch', target: 'evaluating', actions: 'take' },
            { target: '#er-process.Waiting', actions: ['blocked', 'leave'] },
          ],
        },
      },
    },
    /** A thread that resumes it with nothing to receive makes it raise. */
    Waiting: {
      meta: { waits: { kind: 'awaits-reply', on: KERNEL } },
      on: {
        run: [
          { guard: 'hasMatch', target: 'Running.receiving', actions: 'begin' },
          { target: 'exiting', actions: ['begin', 'fail'] },
        ],
        test: [{ guard: 'hasMatch', actions: 'matches' }, { actions: 'matchesNot' }],
        await: { guard: 'hasMatch', actions: 'matches' },
        reply: [
          { guard: 'host', actions: ['append', 'notify'] },
          { target: 'Ready', actions: ['append', 'pushSelf'] },
        ],
      },
    },
    exiting: {
      initial: 'deciding',
      states: {
        deciding: {
          always: [
            { guard: 'host', target: '#er-process.Exited' },
            { guard: 'locked', target: 'locking' },
            { target: 'setting' },
          ],
        },
        locking: {
          entry: 'lockCell',
          meta: { waits: { kind: 'acquires', on: ({ context }) => context.cell } },
          on: { granted: 'filling' },
        },
        filling: { entry: ['fillCell', 'unlockCell'], on: { done: '#er-process.Exited' } },
        setting: { entry: 'setCell', on: { done: 'signalling' } },
        signalling: { entry: 'signalCell', on: { done: '#er-process.Exited' } },
      },
    },
    /** Out of the table: what is sent to it now is dropped. */
    Exited: {
      tags: 'idle',
      entry: ['finished', 'forget'],
      on: { reply: { actions: 'done' }, down: { actions: 'ignore' } },
    },
  },
})
