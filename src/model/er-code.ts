import { assign, cancel, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { KERNEL, PARKED, READY, SHARED, TIMER } from './names.ts'
import type { Program, Step } from './program.ts'
import { judgeReply } from './program.ts'
import type { Status } from './routes.ts'
import { isException } from './routes.ts'
import { send } from './send.ts'
import { alarm } from './timer.ts'

/**
 * Who runs a process: the connection thread itself (`Host`: `sx_call`, `call_start`), or the scheduler (`spawn_call`),
 * which then fills the thread's cell, with the cell's mutex or without; `spawned` tells nobody of its end.
 */
export type Driver = 'host' | 'scheduler-locked' | 'scheduler-unlocked' | 'spawned'

/** What the instance's flags make of its processes. */
interface ProcessTraits {
  /** `--pump`: the thread looks itself, and does not sleep on `parked`. */
  readonly pump: boolean
  /** The thread that is parked looks at the clock by itself (`park_keep`). */
  readonly polls: boolean
  /** `b-noexit`: an exit by exception does not fill the cell. */
  readonly noexit: boolean
  /** `--io async`. */
  readonly async: boolean
  /** `--untagged`: any reply is taken for the one to the call under way. */
  readonly untagged: boolean
  /** `--self shared`: what it receives is in the mailbox that all share. */
  readonly shared: boolean
  /** `--spin`: a deadline that has passed keeps the scheduler awake until it is served. */
  readonly spin: boolean
}

export interface Input {
  readonly at: string
  readonly me: string
  readonly driver: Driver
  /** Who pops the run queue. */
  readonly scheduler: string
  /** The connection thread that waits for it. */
  readonly owner: string
  /** Pattern B: where the connection thread waits for the result. */
  readonly cell: string
  readonly program: Program
  readonly traits: ProcessTraits
}

interface Mail {
  readonly type: 'reply' | 'down' | 'http_reply' | '$gen_call'
  readonly ref: string
  readonly value: string | undefined
}

export interface Context extends Input {
  readonly mailbox: readonly Mail[]
  /** The thread that runs it now. */
  readonly thread: string | null
  /** What is left of its program. */
  readonly steps: Program
  /** The step whose answer it waits for, and the reference of that. */
  readonly doing: Step | null
  readonly ref: string | null
  /** The deadline of the call has passed; and the scheduler has noticed (`timer.fire`). */
  readonly expired: boolean
  readonly fired: boolean
  /** Whom it took itself for in the call under way, if not for itself; `nobody` raised. */
  readonly astray: string | null
  readonly status: Status
  /** A spawned process: whom to answer, and under which reference. */
  readonly caller: string | null
  readonly callRef: string | null
}

export interface Events {
  type:
    | 'run'
    | 'spawn'
    | 'test'
    | 'await'
    | 'reply'
    | 'down'
    | 'http_reply'
    | '$gen_call'
    | 'current'
    | 'done'
    | 'granted'
    | 'fetched'
    | 'expire'
    | 'fire'
    | 'mail'
  /** The thread that runs, tests or awaits it; for what is sent to it, on whose account, who hears `done`. */
  by: string
  from: string
  ref: string
  value: string | undefined
  process: string | null
  status: Status
  mail: Mail | null
}

/** What a process is when it waits for nothing. */
export const NOTHING = { doing: null, ref: null, expired: false, fired: false, astray: null } as const

function matching({ mailbox, doing, ref, traits }: Context): Mail | undefined {
  const any = traits.untagged && doing?.do === 'call'
  return mailbox.find((mail) => mail.type !== '$gen_call' && (mail.ref === ref || (any && mail.type === 'reply')))
}

/** What it makes of a message: a server that has gone makes its caller raise. */
function judgeMail({ doing }: Context, mail: Mail): Status {
  if (mail.type === 'down') return 'raised'
  if (doing?.do === 'call') return judgeReply(doing.op, mail.value)
  return mail.value === 'error' ? 'error' : 'ok'
}

/** Whoever takes a message that is not there has nothing to go on with. A spawned process tells how its request ended. */
function takeMatch(context: Context): Partial<Context> {
  const mail = matching(context)
  if (mail === undefined) throw new Error('took a message that is not in the mailbox')
  const { status } = context
  const judged = judgeMail(context, mail)
  return {
    ...NOTHING,
    mailbox: context.mailbox.filter((other) => other !== mail),
    status: judged === 'ok' ? status : judged,
    ...(judged === 'error' && context.driver !== 'spawned' ? { steps: [] } : {}),
  }
}

/** How it ends when it cannot go on: with another answer when a request failed, else by an exception. */
function failureOf({ status }: Context, event: Events): Status {
  if (event.type === 'fetched' && event.status === 'error') return 'error'
  return status === 'raised' ? 'raised' : 'failed'
}

/** The process as which it runs. */
const selfOf = ({ at, me, traits }: Context): string => (traits.shared ? at + SHARED : me)

/** Whom it waits for. */
export const calleeOf = ({ at, doing }: Context): string => (doing?.do === 'fetch' ? doing.fetch.helper : at + KERNEL)

/** What an er-process can do, each action one step of the runtime's. */
export const erCode = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    make: assign({
      steps: ({ context }) => context.program,
      caller: ({ event }) => event.from ?? null,
      callRef: ({ event }) => event.ref ?? null,
    }),
    begin: assign({ thread: ({ event }) => event.by }),
    pushSelf: send(READY, ({ context, event }) => ({ type: 'push', process: context.me, by: event.by })),
    pushLate: send(READY, ({ context }) => ({ type: 'push', process: context.me, by: context.me })),
    askSelf: send(READY, ({ context }) => ({ type: 'self', from: context.me })),
    call: send(KERNEL, ({ context, event }) => {
      const [step] = context.steps
      return {
        type: '$gen_call',
        from: event.process,
        ref: `${context.me}/${context.steps.length}`,
        by: context.me,
        ...(step.do === 'call' ? { op: step.op } : {}),
      }
    }),
    startHttp: send(
      ({ context: { steps } }) => (steps[0].do === 'fetch' ? steps[0].fetch.helper : ''),
      ({ context, event }) => ({
        type: 'start',
        from: event.process,
        ref: `${context.me}/${context.steps.length}`,
        ...(context.steps[0].do === 'fetch' ? { fetch: context.steps[0].fetch } : {}),
      }),
    ),
    expect: assign({
      ref: ({ context }) => `${context.me}/${context.steps.length}`,
      doing: ({ context }) => context.steps[0],
      steps: ({ context }) => context.steps.slice(1),
      astray: ({ context, event }) => (event.process === selfOf(context) ? null : event.process),
    }),
    arm: alarm('expire', ({ doing }: Context) => (doing?.do === 'call' ? doing.timeout : null)),
    disarm: cancel('expire'),
    append: assign({
      mailbox: ({ context, event }) => [
        ...context.mailbox,
        { type: event.type as Mail['type'], ref: event.ref, value: event.value },
      ],
    }),
    take: assign(({ context }) => takeMatch(context)),
    giveUpCall: assign(() => NOTHING),
    expire: assign({ expired: true }),
    fire: assign({ fired: true }),
    raise: assign({ status: 'raised', steps: [] }),
    fail: assign({ status: ({ context, event }) => failureOf(context, event), steps: [] }),
    getLost: assign({ astray: 'nobody' }),
    nextStep: assign({
      steps: ({ context }) => context.steps.slice(1),
      status: ({ context, event }) => (event.type === 'fetched' ? event.status : context.status),
    }),
    notify: send(
      ({ context }) => context.at + (context.traits.pump ? READY : PARKED),
      ({ context, event }) =>
        context.traits.pump
          ? { type: 'flag', threads: [context.owner], by: event.by }
          : { type: 'broadcast', by: event.by },
    ),
    notifyLate: send(
      ({ context }) => context.at + (context.traits.pump ? READY : PARKED),
      ({ context }) =>
        context.traits.pump
          ? { type: 'flag', threads: [context.owner], by: context.me }
          : { type: 'broadcast', by: context.me },
    ),
    peek: send(SHARED, ({ context: { me, ref, traits } }) => ({ type: 'peek', from: me, ref, any: traits.untagged })),
    takeShared: send(SHARED, ({ context: { me, ref, traits } }) => ({
      type: 'take',
      from: me,
      ref,
      any: traits.untagged,
    })),
    putMail: assign({ mailbox: ({ event }) => (event.mail === null ? [] : [event.mail]) }),
    matchesThread: send(({ context }) => context.thread as string, { type: 'match' }),
    matchesNotThread: send(({ context }) => context.thread as string, { type: 'nothing' }),
    notifyThread: send(PARKED, ({ context }) => ({ type: 'broadcast', by: context.me })),
    doneThread: send(({ context }) => context.thread as string, { type: 'done' }),
    callTimer: send(TIMER, ({ context }) => ({ type: 'due', from: context.me })),
    overdue: send(READY, ({ context }) => ({ type: 'overdue', process: context.me, by: context.me })),
    done: send(({ event }) => event.by, { type: 'done' }),
    matches: send(({ event }) => event.by, { type: 'match' }),
    matchesNot: send(({ event }) => event.by, { type: 'nothing' }),
    blocked: send(
      ({ context }) => context.thread as string,
      ({ context }) => ({ type: 'blocked', on: calleeOf(context) }),
    ),
    finished: send(
      ({ context }) => context.thread as string,
      ({ context }) => ({ type: 'finished', status: context.status }),
    ),
    askFetch: send(
      ({ context }) => context.thread as string,
      ({ context: { me, steps } }) => ({
        type: 'fetch',
        process: me,
        ...(steps[0].do === 'fetch' ? { fetch: steps[0].fetch } : {}),
      }),
    ),
    answer: send(
      ({ context }) => context.caller as string,
      ({ context }) => ({
        type: 'reply',
        ref: context.callRef,
        value: context.status === 'ok' ? 'number:202' : 'refused:599',
        by: context.me,
      }),
    ),
    leave: assign({ thread: null }),
    ignore: () => {},
    forget: assign({
      doing: null,
      expired: false,
      fired: false,
      thread: null,
      mailbox: [],
      status: 'ok',
      caller: null,
      callRef: null,
    }),
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
    flagOwner: send(READY, ({ context }) => ({ type: 'flag', threads: [context.owner], by: context.me })),
  },
  guards: {
    calls: ({ context }) => context.steps[0]?.do === 'call',
    startsHttp: ({ context }) => context.steps[0]?.do === 'fetch' && context.traits.async,
    fetches: ({ context }) => context.steps[0]?.do === 'fetch',
    raises: ({ context }) => context.steps[0]?.do === 'raise',
    answers: ({ context }) => context.steps[0]?.do === 'answer',
    noSelf: ({ event }) => event.process === null,
    inCall: ({ context }) => context.ref !== null,
    hasMatch: ({ context }) => matching(context) !== undefined,
    serverExited: ({ context }) => matching(context)?.type === 'down',
    canResume: ({ context }) => context.expired || matching(context) !== undefined,
    fired: ({ context }) => context.fired,
    firedPatient: ({ context }) => context.fired && context.doing?.do === 'call' && context.doing.patient,
    timedOut: ({ context }) => context.driver === 'host' && context.expired,
    timedOutPatient: ({ context }) =>
      context.driver === 'host' && context.expired && context.doing?.do === 'call' && context.doing.patient,
    succeeded: ({ context, event }) =>
      event.status === 'ok' || (event.status === 'error' && context.driver === 'spawned'),
    host: ({ context }) => context.driver === 'host',
    shares: ({ context }) => context.traits.shared,
    gotMail: ({ event }) => event.mail !== null,
    mayResume: ({ context }) => context.traits.shared || context.expired || matching(context) !== undefined,
    silent: ({ context }) => context.driver === 'spawned' || (context.traits.noexit && isException(context.status)),
    locked: ({ context }) => context.driver === 'scheduler-locked',
    timedOutReady: ({ context }) => context.driver !== 'host' && context.expired,
    spinning: ({ context }) => context.traits.spin && context.driver === 'host' && context.expired,
    polls: ({ context }) => context.traits.polls,
    pumped: ({ context }) => context.traits.pump,
  },
})
