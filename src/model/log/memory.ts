import type { Code, Message, Receive } from './ask.ts'
import { ANY, log, peek, Raised } from './ask.ts'
import type { Condition, Lock, Process, Sleeper, World } from './world.ts'

/** `Mutex.lock`. */
export function* lock(w: World, mutex: Lock): Code<void> {
  yield* log('lock.request', { lock: mutex.name })
  yield* log('lock.acquired', { lock: mutex.name }, () => heldBy(mutex))
  mutex.holder = w.me.name
}

function heldBy({ name, holder }: Lock): string | undefined {
  return holder === null ? undefined : `${name} is held by ${holder}`
}

/** `Mutex.unlock`: whoever does not hold it gets an exception. */
export function* unlock(w: World, mutex: Lock): Code<void> {
  yield* log('lock.released', { lock: mutex.name })
  if (mutex.holder !== w.me.name) {
    yield* log('lock.error', { lock: mutex.name, exn: ANY })
    throw new Raised('Sys_error')
  }
  mutex.holder = null
}

/** `Condition.wait`: gives the mutex back while it sleeps. */
export function* wait(w: World, condition: Condition, mutex: Lock): Code<void> {
  const { name } = w.me
  yield* log('cond.wait', { cond: condition.name, lock: mutex.name })
  yield* log('lock.released', { lock: mutex.name, by: 'cond' })
  mutex.holder = null
  const sleeper: Sleeper = { thread: name, woken: underWay(w, condition) }
  condition.sleepers.add(sleeper)
  yield* log('lock.acquired', { lock: mutex.name, by: 'cond' }, () => {
    const timed = condition === w.work || condition === w.parked
    if (!sleeper.woken && !(timed && w.timerMayWake())) return `nobody has signalled ${condition.name} since`
    return heldBy(mutex)
  })
  mutex.holder = name
  condition.sleepers.delete(sleeper)
  yield* log('cond.woken', { cond: condition.name })
}

/** Whether a signal has been logged that may not have been sent yet. */
function underWay(w: World, condition: Condition): boolean {
  for (const { signalled } of w.threads.values()) if (signalled === condition.name) return true
  return false
}

/** `Condition.signal`; a signal without a sleeper is lost. */
export function* signal(condition: Condition): Code<void> {
  yield* log('cond.signal', { cond: condition.name })
  for (const sleeper of condition.sleepers) {
    if (sleeper.woken) continue
    sleeper.woken = true
    return
  }
}

/** `Condition.broadcast parked`. */
export function* broadcast(w: World): Code<void> {
  yield* log('cond.broadcast', { cond: 'parked' })
  w.wakeAll(w.parked)
}

/** `enter`: the detector of concurrent entries sees them where nothing serialises them. */
export function* enter(w: World, why: string): Code<void> {
  const thread = w.me
  if (thread.depth === 0) w.active++
  thread.depth++
  yield* entered(w, why)
}

function* entered(w: World, why: string): Code<void> {
  const { active } = w
  yield* log('runtime.enter', { why, active: w.serial ? active : ANY })
  const reports = w.serial ? active > 1 : (yield* peek()).fields.kind === 'concurrent_entry'
  if (reports) {
    yield* log('violation', {
      kind: 'concurrent_entry',
      active: w.serial ? active : (value) => Number(value) > 1,
      other: w.serial ? (w.lastId ?? -1) : ANY,
    })
    w.violations++
  }
  w.lastId = w.me.id
}

export function* leave(w: World, why: string): Code<void> {
  const thread = w.me
  thread.depth--
  if (thread.depth === 0) w.active--
  yield* log('runtime.leave', { why })
}

/** The thread blocks in the host, outside the runtime; returns how deep it was. */
export function* blockingEnter(w: World, why: string): Code<number> {
  const { depth } = w.me
  if (depth > 0) {
    w.me.depth = 0
    w.active--
  }
  yield* log('runtime.leave', { why, depth })
  return depth
}

export function* blockingLeave(w: World, why: string, depth: number): Code<void> {
  if (depth === 0) return
  w.active++
  w.me.depth = depth
  yield* entered(w, why)
}

/** Where the runtime's memory is not serialised, pids and references are logged out of order. */
const fresh = (w: World, count: number) => (w.serial ? count : (value: unknown) => Number(value) > 0)

/** A new process; `code` is what the scheduler is to run. */
export function* makeProcess(
  w: World,
  driver: Process['driver'],
  name: string,
  code: Code<number> | null = null,
): Code<Process> {
  const event = yield* log('proc.new', { pid: fresh(w, ++w.pids), name, driver })
  const proc: Process = {
    pid: event.fields.pid as number,
    name,
    driver,
    status: 'ready',
    mailbox: [],
    code,
    waiting: null,
    deadline: Number.POSITIVE_INFINITY,
    fired: false,
    monitors: [],
    onExit: null,
  }
  w.processes.set(proc.pid, proc)
  return proc
}

/** `spawn`: the scheduler is to run it. */
export function* spawn(w: World, name: string, code: Code<number>, onExit: Process['onExit'] = null): Code<Process> {
  const proc = yield* makeProcess(w, 'scheduler', name, code)
  proc.onExit = onExit
  w.ready.push(proc.pid)
  yield* signal(w.work)
  return proc
}

/** The process as which this thread runs (`self`). */
export function* self(w: World): Code<number> {
  const expected = w.me.running
  const wrong = w.serial ? w.current !== expected : (yield* peek()).fields.kind === 'wrong_self'
  if (!wrong) return expected
  const event = yield* log('violation', { kind: 'wrong_self', expected, got: w.serial ? w.current : ANY })
  w.violations++
  if (event.fields.got === 0) throw new Raised('Sx_runtime.Er_exit("no current process")')
  return event.fields.got as number
}

/** Where nothing serialises: how many messages of a mailbox are remembered. */
const REMEMBERED = 256

/** `send`: whoever waits for it is made ready, or its thread is woken. */
export function* send(w: World, pid: number, message: Message): Code<void> {
  const known = w.process(pid)
  const dropped = w.serial ? known === undefined : (yield* peek()).op === 'mail.dropped'
  if (dropped || known === undefined) {
    yield* log('mail.dropped', { to: pid })
    return
  }
  yield* log('mail.deliver', { to: pid, len: w.serial ? known.mailbox.length + 1 : (len) => Number(len) > 0 })
  known.mailbox.push(message)
  if (!w.serial && known.mailbox.length > REMEMBERED) known.mailbox.shift()
  if (known.driver === 'host') {
    yield* broadcast(w)
    return
  }
  const wakes = w.serial ? known.status === 'waiting' : (yield* peek()).fields.cond === 'work'
  if (!wakes) return
  known.status = 'ready'
  if (!w.ready.includes(pid)) w.ready.push(pid)
  yield* signal(w.work)
}

const isHttp = (what: unknown): boolean => /^http#\d+$/.test(String(what))

/** `block`: it waits; the same receive, retried, keeps its deadline. Returns for what, as it is logged. */
export function* block(w: World, proc: Process, wanted: Receive): Code<string> {
  const again = proc.waiting === wanted
  proc.waiting = wanted
  proc.status = 'waiting'
  const what = wanted.what.startsWith('http#') && !w.serial ? isHttp : wanted.what
  const { fields } = yield* log('proc.wait', { pid: proc.pid, for: what })
  if (!again) w.arm(proc, wanted.after)
  if (proc.deadline < Number.POSITIVE_INFINITY) yield* signal(w.work)
  return String(fields.for)
}

/** `exit_proc`: out of the table, its watchers told, then what follows. */
export function* exitProcess(w: World, proc: Process, status: number, exception?: string): Code<void> {
  const { pid, mailbox } = proc
  yield* log('proc.exit', { pid, result: exception ?? 'ok', mailbox: w.serial ? mailbox.length : ANY })
  w.disarm(proc)
  proc.status = 'exited'
  w.processes.delete(pid)
  if (w.kernel === pid) w.kernel = null
  if (proc.monitors.length > 0 && w.monitors === null) {
    w.monitors = (yield* peek()).op.startsWith('mail.')
  }
  if (w.monitors !== false) {
    for (const { watcher, ref } of proc.monitors) yield* send(w, watcher, { tag: 'DOWN', ref })
  }
  if (proc.onExit !== null) yield* proc.onExit(status, exception)
}
