import type { Ask, Code, Message, Receive, Received } from './ask.ts'
import { erExit, log, peek, Raised } from './ask.ts'
import {
  block,
  blockingEnter,
  blockingLeave,
  broadcast,
  enter,
  exitProcess,
  leave,
  makeProcess,
  spawn,
} from './memory.ts'
import type { Process, World } from './world.ts'

/** How a process stopped running: with its result, with an exception, or at a receive. */
type Outcome =
  | { readonly kind: 'finished'; readonly status: number }
  | { readonly kind: 'failed'; readonly exception: string }
  | { readonly kind: 'blocked'; readonly receive: Receive }

/** Without references the oldest reply will do: the log shows whether there are any. */
function* strayReply(w: World, { mailbox }: Process, { reply, accepts }: Receive): Code<number> {
  const oldest = mailbox.findIndex((message) => message.tag === 'reply' || accepts(message))
  if (reply === undefined || oldest < 0 || accepts(mailbox[oldest]) || w.untagged === false) return -1
  if (w.untagged === null) {
    const next = yield* peek()
    w.untagged = next.op === 'gen.return' && next.fields.got !== reply
  }
  return w.untagged ? oldest : -1
}

/**
 * The message that a receive takes now (`take`). Where no mutex serialises, it may have been overwritten, or come until the
 * very next event of the thread.
 */
function* take(w: World, proc: Process, wanted: Receive): Code<Message | undefined> {
  if (!w.serial) {
    const next = yield* peek()
    if (next.op === 'proc.wait' && next.fields.pid === proc.pid) return undefined
  }
  const stray = yield* strayReply(w, proc, wanted)
  const at = stray >= 0 ? stray : proc.mailbox.findIndex(wanted.accepts)
  if (at < 0) return undefined
  return w.serial ? proc.mailbox.splice(at, 1)[0] : proc.mailbox[at]
}

/** `drive`: the thread runs a process until it ends, or waits. */
function* drive(w: World, proc: Process, code: Code<number>, first: Received | Receive | null): Code<Outcome> {
  const thread = w.me
  const before = thread.running
  thread.running = proc.pid
  try {
    return yield* evaluate(w, proc, code, first)
  } catch (error) {
    if (error instanceof Raised) return { kind: 'failed', exception: error.message }
    throw error
  } finally {
    thread.running = before
  }
}

function* evaluate(w: World, proc: Process, code: Code<number>, first: Received | Receive | null): Code<Outcome> {
  let wanted = first !== null && 'what' in first ? first : null
  let given: unknown = first
  for (;;) {
    if (wanted !== null) {
      const message = yield* take(w, proc, wanted)
      if (message === undefined) return { kind: 'blocked', receive: wanted }
      given = { message }
    }
    const step: IteratorResult<Ask, number> = code.next(given)
    if (step.done) return { kind: 'finished', status: step.value }
    wanted = step.value.kind === 'receive' ? step.value.receive : null
    if (wanted === null) given = yield step.value
  }
}

/** `run_slice`. */
function* runSlice(w: World, proc: Process): Code<void> {
  const saved = w.current
  w.current = proc.pid
  proc.status = 'running'
  const { pid, name, code, waiting, fired } = proc
  yield* log('slice.begin', { pid, name })
  proc.fired = false
  const first = fired ? { message: undefined } : waiting
  if (fired) proc.waiting = null
  const outcome = yield* drive(w, proc, code as Code<number>, first)
  if (outcome.kind === 'blocked') yield* block(w, proc, outcome.receive)
  else yield* exitWith(w, proc, outcome)
  yield* log('slice.end', { pid })
  w.current = saved
}

function* exitWith(w: World, proc: Process, outcome: Exclude<Outcome, { kind: 'blocked' }>): Code<void> {
  if (outcome.kind === 'finished') yield* exitProcess(w, proc, outcome.status)
  else yield* exitProcess(w, proc, 500, outcome.exception)
}

/** `fire_timers`: what is due, in whatever order. */
function* fireTimers(w: World): Code<void> {
  for (;;) {
    const next = yield* peek()
    if (next.op === 'cond.broadcast' && w.timerMayWake()) {
      yield* broadcast(w)
      continue
    }
    const proc = next.op === 'timer.fire' ? w.process(next.fields.pid as number) : undefined
    if (proc === undefined || proc.driver === 'host' || proc.status !== 'waiting') return
    yield* log('timer.fire', { pid: proc.pid }, () => (w.mayBeDue(proc) ? undefined : 'its deadline has not come'))
    w.disarm(proc)
    proc.fired = true
    proc.status = 'ready'
    w.ready.push(proc.pid)
  }
}

/** The next process of the run queue. */
function* popped(w: World): Code<Process | undefined> {
  if (w.serial) return w.process(w.ready.shift() ?? 0)
  const next = yield* peek()
  if (next.op !== 'slice.begin' || !w.ready.includes(next.fields.pid as number)) return undefined
  w.ready = w.ready.filter((pid) => pid !== next.fields.pid)
  return w.process(next.fields.pid as number)
}

/** `sched_run`: returns how many slices it ran. */
export function* schedRun(w: World): Code<number> {
  if (w.schedRunning && w.guard !== false) {
    const refused = (yield* peek()).op === 'sched.refused'
    if (w.serial || refused) w.guard = refused
  }
  if (w.schedRunning && w.guard === true) {
    yield* log('sched.refused')
    return 0
  }
  const was = w.schedRunning
  w.schedRunning = true
  yield* enter(w, 'sched_run')
  yield* fireTimers(w)
  let slices = 0
  for (;;) {
    const proc = yield* popped(w)
    if (proc === undefined) break
    slices++
    yield* runSlice(w, proc)
  }
  yield* leave(w, 'sched_run')
  w.schedRunning = was
  return slices
}

/** The process of a call from the host (`host_proc`). */
function* hostProcess(w: World): Code<Process> {
  const shared = w.sharedSelf === null ? undefined : w.process(w.sharedSelf)
  const proc = shared ?? (yield* makeProcess(w, 'host', 'sx_call'))
  yield* log('sx_call.enter', { pid: proc.pid })
  return proc
}

function* retire(w: World, proc: Process): Code<void> {
  if (proc.pid !== w.sharedSelf) yield* exitProcess(w, proc, 200)
}

/** What a parked call is resumed with (`resume_k`). */
function* resumed(w: World, proc: Process, wanted: Receive): Code<Received> {
  const message = yield* take(w, proc, wanted)
  if (message === undefined && wanted.after === null) throw erExit('resumed with nothing to receive')
  return { message }
}

/** `sx_call`: the thread stays inside until the result; `park` is the host's hook, `swaps` whether it keeps `current` straight. */
export function* sxCall(
  w: World,
  code: Code<number>,
  swaps: boolean,
  park: (proc: Process, wanted: Receive) => Code<void>,
): Code<number> {
  yield* enter(w, 'sx_call')
  const proc = yield* hostProcess(w)
  let saved = w.current
  w.current = proc.pid
  proc.status = 'running'
  let outcome = yield* drive(w, proc, code, null)
  while (outcome.kind === 'blocked') {
    const wanted = outcome.receive
    const what = yield* block(w, proc, wanted)
    yield* log('sx_call.park', { pid: proc.pid, for: what })
    if (swaps) w.current = saved
    const depth = yield* blockingEnter(w, 'park')
    yield* park(proc, wanted)
    yield* blockingLeave(w, 'park', depth)
    if (swaps) {
      saved = w.current
      w.current = proc.pid
    }
    unwait(w, proc)
    yield* log('sx_call.unpark', { pid: proc.pid })
    outcome = yield* resume(w, proc, code, wanted)
  }
  w.current = saved
  yield* retire(w, proc)
  yield* log('sx_call.exit', { pid: proc.pid, how: outcome.kind === 'finished' ? 'ok' : 'raise' })
  yield* leave(w, 'sx_call')
  return resultOf(outcome)
}

function* resume(w: World, proc: Process, code: Code<number>, wanted: Receive): Code<Outcome> {
  try {
    return yield* drive(w, proc, code, yield* resumed(w, proc, wanted))
  } catch (error) {
    if (error instanceof Raised) return { kind: 'failed', exception: error.message }
    throw error
  }
}

function resultOf(outcome: Exclude<Outcome, { kind: 'blocked' }>): number {
  if (outcome.kind === 'failed') throw new Raised(outcome.exception)
  return outcome.status
}

function unwait(w: World, proc: Process): void {
  proc.status = 'running'
  proc.waiting = null
  w.disarm(proc)
}

/** A call that yields to the host: where it is. */
export interface YieldingCall {
  readonly proc: Process
  readonly code: Code<number>
  /** What it waits for; `null`: it is over. */
  readonly wanted: Receive | null
  readonly deadline: number
  readonly status: number
}

/** `advance`: runs until the call ends, or waits. */
function* advance(w: World, proc: Process, code: Code<number>, first: Received | null): Code<YieldingCall> {
  const saved = w.current
  w.current = proc.pid
  proc.status = 'running'
  const outcome = yield* drive(w, proc, code, first)
  if (outcome.kind === 'blocked') {
    yield* block(w, proc, outcome.receive)
    w.current = saved
    yield* log('sx_call.park', { pid: proc.pid, for: outcome.receive.what })
    return { proc, code, wanted: outcome.receive, deadline: proc.deadline, status: 0 }
  }
  w.current = saved
  yield* retire(w, proc)
  yield* log('sx_call.exit', { pid: proc.pid, how: outcome.kind === 'finished' ? 'ok' : 'raise' })
  return { proc, code, wanted: null, deadline: 0, status: resultOf(outcome) }
}

function* scoped<T>(w: World, why: string, body: () => Code<T>): Code<T> {
  yield* enter(w, why)
  try {
    const result = yield* body()
    yield* leave(w, why)
    return result
  } catch (error) {
    if (error instanceof Raised) yield* leave(w, why)
    throw error
  }
}

/** `call_start`. */
export function* callStart(w: World, code: Code<number>): Code<YieldingCall> {
  return yield* scoped(w, 'call_start', function* (): Code<YieldingCall> {
    const proc = yield* hostProcess(w)
    return yield* advance(w, proc, code, null)
  })
}

/** `call_resume`. */
export function* callResume(w: World, { proc, code, wanted }: YieldingCall): Code<YieldingCall> {
  return yield* scoped(w, 'call_resume', function* (): Code<YieldingCall> {
    yield* log('sx_call.unpark', { pid: proc.pid })
    unwait(w, proc)
    return yield* advance(w, proc, code, yield* resumed(w, proc, wanted as Receive))
  })
}

/** `spawn_call`: the handler as a process of the scheduler. */
export function* spawnCall(w: World, code: Code<number>, onExit: Process['onExit']): Code<void> {
  yield* scoped(w, 'spawn_call', () => spawn(w, 'handler', code, onExit))
}

/** `host_send`, from a helper thread. */
export function* hostSend(w: World, body: () => Code<void>): Code<void> {
  yield* scoped(w, 'host_send', body)
}
