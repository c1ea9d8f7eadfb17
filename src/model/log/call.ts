import type { Code, Receive } from './ask.ts'
import { log, logOneOf, peek, Raised } from './ask.ts'
import { lock, signal, unlock, wait } from './memory.ts'
import type { YieldingCall } from './runtime.ts'
import { callResume, callStart, schedRun, spawnCall, sxCall } from './runtime.ts'
import type { Condition, Lock, Process, World } from './world.ts'

type Call = (w: World, code: Code<number>) => Code<number>

/** The body under the mutex, which is given back also when it raises, unless it leaks. */
function* locked(w: World, body: () => Code<number>, leaks = false): Code<number> {
  yield* lock(w, w.mtx)
  let status: number
  try {
    status = yield* body()
  } catch (error) {
    if (error instanceof Raised && !leaks) yield* unlock(w, w.mtx)
    throw error
  }
  yield* unlock(w, w.mtx)
  return status
}

type Park = (proc: Process, wanted: Receive) => Code<void>

/** `park_keep`: polls, keeping what it holds; `park_pump` runs the scheduler meanwhile. */
function parkKeeping(w: World): Park {
  return function* (proc, wanted) {
    for (;;) {
      const next = yield* peek()
      const ready = w.canResume(proc, wanted, proc.deadline)
      if (w.setup.pump && (ready === 'no' || next.fields.why !== 'park')) {
        yield* schedRun(w)
        continue
      }
      if (ready !== 'no') return
      yield* log('runtime.enter', { why: 'park' }, () => `P${proc.pid} has nothing to receive yet`)
    }
  }
}

/** `park_release`: sleeps on `parked`, which gives the mutex back. */
function parkReleasing(w: World): Park {
  return function* (proc, wanted) {
    const { deadline } = proc
    for (;;) {
      const ready = w.canResume(proc, wanted, deadline)
      if (ready === 'yes') return
      if (ready === 'maybe' && (yield* peek()).op !== 'cond.wait') return
      yield* wait(w, w.parked, w.mtx)
    }
  }
}

/** `call_a_yield`: what a thread does while its call is parked. */
function* whileParked(w: World, { proc, wanted, deadline }: YieldingCall): Code<void> {
  for (;;) {
    const next = yield* peek()
    const ready = w.canResume(proc, wanted as Receive, deadline)
    if (ready === 'yes' || (ready === 'maybe' && next.fields.why === 'call_resume')) return
    if (!w.setup.pump) yield* wait(w, w.parked, w.mtx)
    else yield* pumpOnce(w, proc, wanted as Receive, deadline)
  }
}

function* pumpOnce(w: World, proc: Process, wanted: Receive, deadline: number): Code<void> {
  yield* schedRun(w)
  if (w.canResume(proc, wanted, deadline) === 'yes') return
  if ((yield* peek()).op === 'runtime.enter') return
  yield* unlock(w, w.mtx)
  yield* lock(w, w.mtx)
}

const yielding: Call = (w, code) =>
  locked(w, function* () {
    let call = yield* callStart(w, code)
    while (call.wanted !== null) {
      yield* whileParked(w, call)
      call = yield* callResume(w, call)
    }
    return call.status
  })

/** Pattern B's cell. */
interface Cell {
  readonly mutex: Lock
  readonly filled: Condition
  result: { readonly status: number; readonly exception: string | undefined } | null
}

function newCell(): Cell {
  return { mutex: { name: 'cell', holder: null }, filled: { name: 'cell', sleepers: new Set() }, result: null }
}

function outOf({ result }: Cell): number {
  if (result === null) throw new Raised('Failure("no result")')
  if (result.exception !== undefined) throw new Raised(result.exception)
  return result.status
}

/** `fill`. */
function filling(w: World, cell: Cell): NonNullable<Process['onExit']> {
  return function* (status, exception) {
    yield* lock(w, cell.mutex)
    cell.result = { status, exception }
    yield* signal(cell.filled)
    yield* unlock(w, cell.mutex)
  }
}

function* awaitCell(w: World, cell: Cell): Code<number> {
  yield* lock(w, cell.mutex)
  while (cell.result === null) yield* wait(w, cell.filled, cell.mutex)
  yield* unlock(w, cell.mutex)
  return outOf(cell)
}

/** `--pump`: runs the scheduler between two looks at the cell. */
function* pumpCell(w: World, cell: Cell): Code<number> {
  for (;;) {
    yield* lock(w, w.mtx)
    yield* schedRun(w)
    yield* unlock(w, w.mtx)
    if (cell.result === null) {
      const next = yield* peek()
      if (next.op === 'lock.request' || cell.result === null) continue
    }
    return outOf(cell)
  }
}

const spawning: Call = function* (w, code) {
  const cell = newCell()
  yield* lock(w, w.mtx)
  yield* spawnCall(w, code, filling(w, cell))
  yield* unlock(w, w.mtx)
  return yield* w.setup.pump ? pumpCell(w, cell) : awaitCell(w, cell)
}

const waitingLocked: Call = function* (w, code) {
  const cell = newCell()
  yield* lock(w, w.mtx)
  yield* spawnCall(w, code, filling(w, cell))
  yield* lock(w, cell.mutex)
  while (cell.result === null) yield* wait(w, cell.filled, cell.mutex)
  yield* unlock(w, cell.mutex)
  yield* unlock(w, w.mtx)
  return outOf(cell)
}

/** `b-noexit`: an exception is not reported. */
const silent: Call = function* (w, code) {
  const cell = newCell()
  const fill = filling(w, cell)
  yield* lock(w, w.mtx)
  yield* spawnCall(w, code, function* (status, exception) {
    if (exception === undefined) yield* fill(status, exception)
  })
  yield* unlock(w, w.mtx)
  return yield* awaitCell(w, cell)
}

/** `b-lostwake`: tests, fills and signals without the mutex of the cell, and waits once. */
const losing: Call = function* (w, code) {
  const cell = newCell()
  yield* lock(w, w.mtx)
  yield* spawnCall(w, code, function* (status, exception) {
    cell.result = { status, exception }
    yield* log('cell.filled')
    yield* signal(cell.filled)
  })
  yield* unlock(w, w.mtx)
  const empty = cell.result === null
  const next = yield* peek()
  if (next.op === 'cell.seen_empty' || cell.result === null) {
    yield* log('cell.seen_empty', {}, () => (empty ? undefined : 'the cell was filled before'))
    yield* lock(w, cell.mutex)
    yield* wait(w, cell.filled, cell.mutex)
    yield* unlock(w, cell.mutex)
  }
  return outOf(cell)
}

const CALLS: Readonly<Record<string, Call>> = {
  original: (w, code) => locked(w, () => sxCall(w, code, true, parkKeeping(w))),
  'original-leak': (w, code) => locked(w, () => sxCall(w, code, true, parkKeeping(w)), true),
  'a-yield': yielding,
  'a-hook': (w, code) => locked(w, () => sxCall(w, code, true, parkReleasing(w))),
  'a-hook-noswap': (w, code) => locked(w, () => sxCall(w, code, false, parkReleasing(w))),
  'a-naive': (w, code) => sxCall(w, code, true, parkKeeping(w)),
  'b-spawn': spawning,
  'b-wait-locked': waitingLocked,
  'b-lostwake': losing,
  'b-noexit': silent,
}

/** The designs that a log can name. */
export const loggedVariants: readonly string[] = Object.keys(CALLS)

/** `[call]` of `handle_conn`: the status, or the exception that it raised. */
export function* called(
  w: World,
  code: Code<number>,
): Code<{ readonly status: number; readonly exception: string | null }> {
  try {
    return { status: yield* CALLS[w.setup.variant](w, code), exception: null }
  } catch (error) {
    if (error instanceof Raised) return { status: 500, exception: error.message }
    throw error
  }
}

/** One of the ways out of writing a response. */
export function* written(): Code<boolean> {
  const { op } = yield* logOneOf({ op: 'http.sent', fields: {} }, { op: 'conn.error', fields: { exn: () => true } })
  return op === 'http.sent'
}
