import type { Code, Message, Receive, Request, Value } from './ask.ts'
import { atOnce, erExit, log, peek, Raised, receive } from './ask.ts'
import type { Target } from './http.ts'
import { httpFetch } from './http.ts'
import { self, send, spawn } from './memory.ts'
import type { Process, World } from './world.ts'

/** Whom to answer, and under which reference. */
interface Caller {
  readonly from: number
  readonly ref: number
}

const TIMED_OUT = Symbol('timed out')

/** `gen_call`; `patient`: returns `TIMED_OUT` instead of raising. */
function* genCall(
  w: World,
  to: number,
  request: Request,
  timeout: number | null = w.setup.genTimeout,
  patient = false,
): Code<Value | typeof TIMED_OUT> {
  const next = ++w.refs
  const from = yield* self(w)
  const called = yield* log('gen.call', { from, to, ref: w.serial ? next : (value) => Number(value) > 0 })
  const ref = called.fields.ref as number
  const callee = w.process(to)
  if (callee === undefined) {
    if (w.monitors !== false) throw erExit('noproc')
  } else callee.monitors.unshift({ watcher: from, ref })
  yield* send(w, to, { tag: 'call', from, ref, request })
  const accepts = (message: Message): boolean =>
    (message.tag === 'reply' || message.tag === 'DOWN') && message.ref === ref
  const wanted: Receive = { what: `reply#${ref}`, accepts, after: timeout, reply: ref }
  const message = yield* receive(wanted)
  if (message?.tag === 'DOWN') throw erExit('server exited')
  if (callee !== undefined) callee.monitors = callee.monitors.filter((monitor) => monitor.ref !== ref)
  if (message?.tag === 'reply') {
    yield* log('gen.return', { pid: from, ref, got: message.ref })
    return message.value
  }
  yield* log('gen.timeout', { pid: from, ref })
  if (patient) return TIMED_OUT
  throw erExit('timeout')
}

function* callKernel(w: World, name: string, ms?: number): Code<Value | typeof TIMED_OUT> {
  return yield* genCall(w, kernelOf(w), ms === undefined ? { name } : { name, ms })
}

function kernelOf(w: World): number {
  if (w.kernel === null) throw erExit('noproc: nx_kernel')
  return w.kernel
}

function* genReply(w: World, { from, ref }: Caller, value: Value): Code<void> {
  yield* log('gen.reply', { to: from, ref })
  yield* send(w, from, { tag: 'reply', ref, value })
}

const PEER_INBOX: Target = { own: false, path: '/actors/alice/inbox' }
const PEER_ACTOR: Target = { own: false, path: '/actors/alice' }
const OWN_ROOT: Target = { own: true, path: '/' }

/** The paths that servers ask each other for. */
export const fetchedPaths: readonly string[] = [PEER_INBOX.path, PEER_ACTOR.path, OWN_ROOT.path]

/** The process that the kernel spawns to deliver in its place. */
function* deliverer(w: World, caller: Caller): Code<number> {
  const status = yield* httpFetch(w, PEER_INBOX)
  yield* genReply(w, caller, status)
  return 200
}

interface KernelState {
  inbox: number
  waiters: Caller[]
}

/** `handle_call`: the reply, or `undefined` for Noreply. */
function* handleCall(w: World, caller: Caller, request: Request, state: KernelState): Code<Value | undefined> {
  switch (request.name) {
    case 'state_for':
    case 'doc':
      return 'string'
    case 'outbox':
      return 'tuple'
    case 'inbox':
      return ++state.inbox
    case 'mutual': {
      const value = yield* genCall(w, caller.from, { name: 'whoami' })
      return value === TIMED_OUT ? undefined : value
    }
    case 'wait':
      state.waiters.unshift(caller)
      return undefined
    case 'release': {
      const { waiters } = state
      for (const each of waiters) yield* genReply(w, each, ':released')
      state.waiters = []
      return waiters.length
    }
    case 'slow':
      yield* receive({ what: 'sleep', accepts: () => false, after: request.ms ?? 0 })
      return ':slow_done'
    case 'publish':
      return yield* httpFetch(w, PEER_INBOX)
    case 'publish_deferred':
      yield* spawn(w, 'deliverer', deliverer(w, caller))
      return undefined
    case 'self_http':
      return yield* httpFetch(w, OWN_ROOT)
    case 'crash':
      throw new Raised('Failure("kernel crash")')
    default:
      return ':badcall'
  }
}

/** `gen_loop` of `nx_kernel`; what is no call it takes and forgets. */
function* kernel(w: World, boot: number): Code<number> {
  const me = w.me.running
  yield* send(w, boot, { tag: 'ack' })
  const state: KernelState = { inbox: 0, waiters: [] }
  const loop: Receive = { what: 'gen_loop', accepts: () => true, after: null }
  for (;;) {
    const message = yield* receive({ ...loop })
    if (w.serial && message?.tag !== 'call') continue
    const pid = yield* self(w)
    const { from, ref, request } = message?.tag === 'call' && w.serial ? message : yield* overtaken(w.process(me))
    yield* log('gen.handle', { pid, from, ref })
    const value = yield* handleCall(w, { from, ref }, request, state)
    if (value !== undefined) yield* genReply(w, { from, ref }, value)
  }
}

type Called = Extract<Message, { tag: 'call' }>

/** Where no mutex serialises, calls may have been overwritten, or be there again: the log shows which one is handled. */
function* overtaken(proc: Process | undefined): Code<Called> {
  const { fields } = yield* peek()
  const calls = (proc?.mailbox ?? []).filter((message) => message.tag === 'call')
  return calls.find(({ from, ref }) => from === fields.from && ref === fields.ref) ?? calls[0] ?? NO_CALL
}

/** What no event can be. */
const NO_CALL: Called = { tag: 'call', from: -1, ref: -1, request: { name: 'none' } }

/** The process `boot`: starts the kernel, then does what the runner has it do. */
export function* boot(w: World, after: () => Code<void>): Code<number> {
  const me = yield* self(w)
  const { pid } = yield* spawn(w, 'nx_kernel', kernel(w, me))
  w.kernel = pid
  yield* receive({ what: 'ack', accepts: ({ tag }) => tag === 'ack', after: null })
  yield* after()
  return 200
}

const isNumber = (value: unknown): boolean => typeof value === 'number'
const is = (value: unknown, right: string): boolean => value === right

function* actor(w: World): Code<number> {
  const state = yield* callKernel(w, 'state_for')
  if (!is(state, 'string')) return 500
  return is(yield* callKernel(w, 'doc'), 'string') ? 200 : 500
}

/** Whether an inbox is signed, or the request authorised at all, no event says: the next step does. */
function* inbox(w: World): Code<number> {
  const next = yield* peek()
  const fetches = next.op === 'runtime.leave' || next.op === 'proc.wait'
  if (!fetches && next.op !== 'gen.call' && next.op !== 'violation' && w.kernel !== null) return 401
  if (fetches && (yield* httpFetch(w, PEER_ACTOR)) !== 200) return 401
  return isNumber(yield* callKernel(w, 'inbox')) ? 202 : 500
}

function delivered(status: Value | typeof TIMED_OUT): number {
  if (!isNumber(status)) return 500
  return status === 202 ? 200 : 502
}

function* slowThenTip(w: World, ms: number): Code<number> {
  const first = yield* genCall(w, kernelOf(w), { name: 'slow', ms }, 200, true)
  if (first !== TIMED_OUT) return 200
  const second = yield* genCall(w, kernelOf(w), { name: 'outbox' }, null)
  return is(second, 'tuple') ? 200 : 500
}

/** A POST that may lack its credentials: then nothing follows. */
function* authorised(body: () => Code<number>): Code<number> {
  const next = yield* peek()
  const ends = next.op === 'proc.exit' && next.fields.result === 'ok'
  return ends ? 401 : yield* body()
}

const GETS: Readonly<Record<string, (w: World, query: string) => Code<number>>> = {
  '/': () => atOnce(() => 200),
  '/capabilities': () => atOnce(() => 200),
  *'/actors/alice/outbox'(w) {
    return is(yield* callKernel(w, 'outbox'), 'tuple') ? 200 : 500
  },
  '/actors/alice': actor,
  '/boom': () =>
    atOnce(() => {
      throw new Raised('Failure("boom")')
    }),
  *'/boom-after'(w) {
    yield* callKernel(w, 'state_for')
    throw new Raised('Failure("boom-after")')
  },
  *'/loopback'(w) {
    return (yield* httpFetch(w, OWN_ROOT)) === 200 ? 200 : 502
  },
  *'/self-http-kernel'(w) {
    return (yield* callKernel(w, 'self_http')) === 200 ? 200 : 502
  },
  *'/mutual'(w) {
    yield* callKernel(w, 'mutual')
    return 200
  },
  *'/crash-kernel'(w) {
    yield* callKernel(w, 'crash')
    return 200
  },
  *'/wait'(w) {
    yield* callKernel(w, 'wait')
    return 200
  },
  *'/slow'(w, query) {
    yield* callKernel(w, 'slow', Number(query))
    return 200
  },
  '/slow-then-tip': (w, query) => slowThenTip(w, Number(query)),
}

const POSTS: Readonly<Record<string, (w: World) => Code<number>>> = {
  '/actors/alice/inbox': inbox,
  '/actors/alice/outbox': (w) =>
    authorised(function* () {
      return delivered(yield* httpFetch(w, PEER_INBOX))
    }),
  '/actors/alice/outbox-kernel': (w) =>
    authorised(function* () {
      return delivered(yield* callKernel(w, 'publish'))
    }),
  '/actors/alice/outbox-deferred': (w) =>
    authorised(function* () {
      return delivered(yield* callKernel(w, 'publish_deferred'))
    }),
  '/release': (w) =>
    authorised(function* () {
      return isNumber(yield* callKernel(w, 'release')) ? 200 : 500
    }),
}

const notFound = (): Code<number> => atOnce(() => 404)

/** The handler of a request (`route` of `sx_server.ml`): returns the status. */
export function handlerOf(w: World, method: string, target: string): Code<number> {
  const [path, query = ''] = target.split('?')
  const known = method === 'GET' ? GETS : method === 'POST' ? POSTS : {}
  if (Object.hasOwn(known, path)) return known[path](w, query)
  return method === 'POST' ? authorised(notFound) : notFound()
}
