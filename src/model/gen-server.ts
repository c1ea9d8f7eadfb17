import { assign, cancel, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { KERNEL, READY, TIMER } from './names.ts'
import type { Op } from './program.ts'
import type { Status } from './routes.ts'
import { send } from './send.ts'
import { alarm } from './timer.ts'
import type { Variant } from './variant.ts'

/** A call: whom to answer, and under which reference. */
interface Call {
  readonly from: string
  readonly ref: string
  readonly op: Op | undefined
}

interface Input {
  readonly at: string
  /** Who pops the run queue. */
  readonly scheduler: string
  /** `--io async`. */
  readonly async: boolean
  /** `--no-monitors`: false. */
  readonly monitors: boolean
  /** `--pump`: whoever looks sees a deadline by himself. */
  readonly pump: boolean
  /** `--gen-timeout`, of the kernel's own calls. */
  readonly timeout: number | null
  readonly fault: Variant['fault']
}

interface Context extends Input {
  /** Oldest first; the call that is being handled stays at the head until it is answered. */
  readonly mailbox: readonly Call[]
  /** The thread in whose slice this runs. */
  readonly driver: string | null
  /** What it does when it runs again while it handles a call: answers it, or raises. */
  readonly next: 'answer' | 'raise' | null
  /** What the request that it made came to. */
  readonly outcome: Status
  /** Callers that `wait`. */
  readonly waiters: readonly Call[]
  /** Whom it took itself for in the call that it handles, if not for itself; `nobody` raised. */
  readonly astray: string | null
}

interface Events {
  type: '$gen_call' | 'reply' | 'down' | 'http_reply' | 'run' | 'current' | 'done' | 'fetched' | 'expire' | 'fire'
  from: string
  ref: string
  op: Op | undefined
  /** What is sent to it: on whose account; hears `done`. `run`: the thread that runs the slice. */
  by: string
  process: string | null
  status: Status
  value: string | undefined
}

const opOf = ({ mailbox }: Context): Op | undefined => mailbox[0]?.op

function replyOf(context: Context): string | undefined {
  const op = opOf(context)
  if (op?.name === 'release') return `number:${context.waiters.length}`
  return op?.name === 'fetch' && context.outcome !== 'ok' ? 'refused:599' : op?.reply
}

/** Whom it waits for while it handles a call. */
function calleeOf(context: Context): string | null {
  const op = opOf(context)
  if (op?.name === 'mutual') return context.mailbox[0].from
  return op?.fetch === undefined ? null : op.fetch.helper
}

/**
 * `nx_kernel`: a gen_server (`gen_loop` of `sx_runtime.ml`) in a process that the scheduler drives. A call makes it
 * Ready and signals `work` only when it was Waiting, so one lost signal leaves it Ready for ever. Who is to be answered
 * comes from the call; a reply that it got by mistake, as the owner of a clobbered `current`, it takes and ignores.
 * While it waits in the middle of a call (`Suspended`) it takes no other.
 */
export const genServer = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    append: assign({
      mailbox: ({ context, event }) => [...context.mailbox, { from: event.from, ref: event.ref, op: event.op }],
    }),
    pushSelf: send(READY, ({ context, event }) => ({ type: 'push', process: context.at + KERNEL, by: event.by })),
    pushLate: send(READY, ({ context }) => ({
      type: 'push',
      process: context.at + KERNEL,
      by: context.at + KERNEL,
    })),
    done: send(({ event }) => event.by, { type: 'done' }),
    begin: assign({ driver: ({ event }) => event.by }),
    askSelf: send(READY, ({ context }) => ({ type: 'self', from: context.at + KERNEL })),
    reply: send(
      ({ context }) => context.mailbox[0].from,
      ({ context }) => ({
        type: 'reply',
        ref: context.mailbox[0].ref,
        by: context.at + KERNEL,
        value: replyOf(context),
      }),
    ),
    take: assign({ mailbox: ({ context }) => context.mailbox.slice(1), outcome: 'ok' }),
    remember: assign({ waiters: ({ context }) => [...context.waiters, context.mailbox[0]] }),
    release: send(
      ({ context }) => context.waiters[0].from,
      ({ context }) => ({
        type: 'reply',
        ref: context.waiters[0].ref,
        by: context.at + KERNEL,
        value: context.waiters[0].op?.reply,
      }),
    ),
    forgetWaiters: assign({ waiters: [] }),
    callBack: send(
      ({ context }) => context.mailbox[0].from,
      ({ context }) => ({ type: '$gen_call', ref: 'whoami', by: context.at + KERNEL }),
    ),
    spawn: send(
      ({ context }) => opOf(context)?.deliverer ?? '',
      ({ context }) => ({
        type: 'spawn',
        from: context.mailbox[0].from,
        ref: context.mailbox[0].ref,
        by: context.at + KERNEL,
      }),
    ),
    startHttp: send(
      ({ context }) => opOf(context)?.fetch?.helper ?? '',
      ({ context, event }) => ({ type: 'start', from: event.process, ref: 'http', fetch: opOf(context)?.fetch }),
    ),
    askFetch: send(
      ({ context }) => context.driver as string,
      ({ context }) => ({ type: 'fetch', process: context.at + KERNEL, fetch: opOf(context)?.fetch }),
    ),
    noteOutcome: assign({ outcome: ({ event }) => event.status }),
    noteValue: assign({ outcome: ({ event }) => event.value as Status }),
    arm: alarm('expire', (context: Context) => {
      const op = opOf(context)
      return op?.name === 'slow' ? op.ms : op?.name === 'mutual' ? context.timeout : null
    }),
    disarm: cancel('expire'),
    callTimer: send(TIMER, ({ context }) => ({ type: 'due', from: context.at + KERNEL })),
    thenAnswer: assign({ next: 'answer' }),
    thenRaise: assign({ next: 'raise' }),
    thenDo: assign({ next: ({ context }) => (opOf(context)?.name === 'slow' ? 'answer' : 'raise') }),
    resume: assign({ next: null }),
    downOldest: send(
      ({ context }) => context.mailbox[0].from,
      ({ context }) => ({ type: 'down', ref: context.mailbox[0].ref, by: context.at + KERNEL }),
    ),
    down: send(
      ({ event }) => event.from,
      ({ event }) => ({ type: 'down', ref: event.ref, by: event.by }),
    ),
    blocked: send(
      ({ context }) => context.driver as string,
      ({ context }) => ({ type: 'blocked', on: calleeOf(context) }),
    ),
    finished: send(({ context }) => context.driver as string, { type: 'finished' }),
    end: assign({ driver: null }),
    noteSelf: assign({
      astray: ({ context, event }) => (event.process === context.at + KERNEL ? null : (event.process ?? 'nobody')),
    }),
    comeBack: assign({ astray: null }),
    ignore: () => {},
  },
  guards: {
    unregistered: ({ context }) => context.fault === 'unregistered',
    neverStarts: ({ context }) => context.fault === 'never-starts',
    hasCall: ({ context }) => context.mailbox.length > 0,
    noSelf: ({ event }) => event.process === null,
    suspended: ({ context }) => context.next !== null,
    pumped: ({ context }) => context.pump,
    raises: ({ context }) => context.next === 'raise',
    isWait: ({ context }) => opOf(context)?.name === 'wait',
    releases: ({ context }) => opOf(context)?.name === 'release' && context.waiters.length > 0,
    isMutual: ({ context }) => opOf(context)?.name === 'mutual',
    isSlow: ({ context }) => opOf(context)?.name === 'slow',
    isCrash: ({ context }) => opOf(context)?.name === 'crash',
    isDeferred: ({ context }) => opOf(context)?.name === 'fetch_deferred',
    startsHttp: ({ context }) => opOf(context)?.name === 'fetch' && context.async,
    fetches: ({ context }) => opOf(context)?.name === 'fetch',
    failed: ({ event }) => event.status === 'failed',
    monitored: ({ context }) => context.monitors && context.mailbox.length > 0,
  },
}).createMachine({
  id: 'gen-server',
  context: ({ input }) => ({
    ...input,
    mailbox: [],
    driver: null,
    next: null,
    outcome: 'ok',
    waiters: [],
    astray: null,
  }),
  initial: 'Waiting',
  on: {
    $gen_call: { actions: ['append', 'done'] },
    reply: { actions: 'done' },
    down: { actions: 'done' },
    http_reply: { actions: 'done' },
    fire: { actions: 'done' },
  },
  states: {
    Waiting: {
      tags: 'idle',
      always: [
        { guard: 'unregistered', target: 'Exited' },
        { guard: 'neverStarts', target: 'Starting' },
      ],
      on: { $gen_call: { target: 'Ready', actions: ['append', 'pushSelf'] } },
    },
    /** It never comes to its loop. */
    Starting: {},
    Ready: {
      meta: { waits: { kind: 'needs-run-slot', on: ({ context }) => context.scheduler } },
      on: {
        run: [
          { guard: 'raises', target: 'crashing', actions: ['begin', 'resume'] },
          { guard: 'suspended', target: 'Running.replying', actions: ['begin', 'resume', 'reply', 'take'] },
          { target: 'Running', actions: 'begin' },
        ],
      },
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
              { guard: 'isCrash', target: '#gen-server.crashing', actions: 'noteSelf' },
              { guard: 'isWait', target: 'receiving', actions: ['noteSelf', 'remember', 'take', 'comeBack'] },
              { guard: 'releases', target: 'releasing', actions: 'noteSelf' },
              { guard: 'isMutual', target: 'callingBack', actions: ['noteSelf', 'callBack'] },
              { guard: 'isSlow', target: '#gen-server.suspending', actions: 'noteSelf' },
              { guard: 'isDeferred', target: 'spawning', actions: ['noteSelf', 'spawn'] },
              { guard: 'startsHttp', target: '#gen-server.suspending', actions: ['noteSelf', 'startHttp'] },
              { guard: 'fetches', target: 'fetching', actions: ['noteSelf', 'askFetch'] },
              { target: 'replying', actions: ['noteSelf', 'reply', 'take'] },
            ],
          },
        },
        /** `release` answers the one that waits (no load has two), then its own caller. */
        releasing: {
          entry: 'release',
          on: { done: { target: 'replying', actions: ['reply', 'take', 'forgetWaiters'] } },
        },
        callingBack: { on: { done: '#gen-server.suspending' } },
        spawning: { exit: 'comeBack', on: { done: { target: 'receiving', actions: 'take' } } },
        fetching: {
          meta: { waits: { kind: 'runs', on: ({ context }) => context.driver } },
          on: {
            fetched: [
              { guard: 'failed', target: '#gen-server.crashing' },
              { target: 'replying', actions: ['noteOutcome', 'reply', 'take'] },
            ],
          },
        },
        replying: { exit: 'comeBack', on: { done: 'receiving' } },
      },
    },
    blocking: { entry: ['blocked', 'end'], always: 'Waiting' },
    suspending: { entry: ['blocked', 'end', 'arm', 'comeBack'], always: 'Suspended' },
    /** In the middle of a call: asleep, or until a reply comes. */
    Suspended: {
      meta: { waits: { kind: 'awaits-reply', on: ({ context }) => calleeOf(context) } },
      on: {
        http_reply: { target: 'Ready', actions: ['noteValue', 'thenAnswer', 'pushSelf'] },
        down: { target: 'Ready', actions: ['disarm', 'thenRaise', 'pushSelf'] },
        expire: [{ guard: 'pumped', target: 'firing', actions: 'thenDo' }, { actions: ['thenDo', 'callTimer'] }],
        fire: { target: 'Ready', actions: 'pushSelf' },
      },
    },
    /** The deadline has passed, with `--pump`. */
    firing: { entry: 'pushLate', on: { done: 'Ready' } },
    /** It raised: the callers get DOWN, later ones `noproc`. */
    crashing: {
      initial: 'deciding',
      states: {
        deciding: {
          always: [
            { guard: 'monitored', target: 'telling' },
            { target: '#gen-server.Exited', actions: ['finished', 'end'] },
          ],
        },
        telling: { entry: 'downOldest', exit: 'take', on: { done: 'deciding' } },
      },
    },
    Exited: {
      tags: 'idle',
      on: { $gen_call: { actions: 'down' }, expire: { actions: 'ignore' } },
    },
  },
})
