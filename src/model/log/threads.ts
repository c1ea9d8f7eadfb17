import type { Code } from './ask.ts'
import { ANY, atOnce, log, logOneOf, peek } from './ask.ts'
import { called, written } from './call.ts'
import { blockingEnter, lock, makeProcess, spawn, unlock, wait } from './memory.ts'
import { schedRun } from './runtime.ts'
import { boot, handlerOf } from './sx-code.ts'
import type { World } from './world.ts'

/** `handle_conn`. */
function* connection(w: World): Code<void> {
  const first = yield* logOneOf(
    { op: 'http.request', fields: { method: ANY, path: ANY } },
    { op: 'conn.error', fields: { exn: ANY } },
  )
  if (first.op === 'http.request') {
    const { method, path } = first.fields as { method: string; path: string }
    const { status, exception } = yield* called(w, handlerOf(w, method, path))
    if (exception !== null) yield* log('http.error', { exn: w.serial ? exception : ANY })
    // Whether a POST that nobody serves was authorised, no event tells.
    const either = method === 'POST' && status === 404
    yield* log('http.respond', { path, status: either ? (value) => value === 404 || value === 401 : status })
    yield* written()
  }
  yield* log('conn.end')
}

/** `http_listen`: a thread for each connection. */
function* listen(w: World): Code<void> {
  const { fields } = yield* log('http.listen', { port: ANY })
  w.port = fields.port as number
  for (let conn = 1; ; conn++) {
    yield* log('http.accept', { conn })
    w.start(`conn-${conn}`, connection(w))
  }
}

/**
 * `sched_loop`. With `--sched-delay` it gives the mutex back before each turn. Where the run queue is not serialised, a
 * process may be there and not have been seen.
 */
function* schedLoop(w: World): Code<void> {
  yield* lock(w, w.mtx)
  for (;;) {
    yield* log('sched.run', { slices: yield* schedRun(w) })
    for (;;) {
      const idles = (yield* peek()).op === 'sched.idle'
      if (w.hasReady() && (w.serial || !idles)) break
      if (w.timerMayWake() && !idles) break
      yield* log('sched.idle')
      yield* wait(w, w.work, w.mtx)
    }
    if ((yield* peek()).op !== 'lock.released') continue
    yield* unlock(w, w.mtx)
    yield* lock(w, w.mtx)
  }
}

/** `sched_loop_nolock`: it polls; it logs a run only when there was something to run. */
function* schedLoopUnlocked(w: World): Code<void> {
  for (;;) {
    const slices = yield* schedRun(w)
    if (slices > 0) yield* log('sched.run', { slices })
  }
}

/** Starts the process `boot`; with `--self shared`, it makes the process that all calls share. */
function* startBoot(w: World, after: () => Code<void>): Code<void> {
  const shared = function* (): Code<void> {
    if ((yield* peek()).fields.name === 'shared') w.sharedSelf = (yield* makeProcess(w, 'host', 'shared')).pid
    yield* after()
  }
  yield* spawn(w, 'boot', boot(w, shared))
}

const nothing = (): Code<void> => atOnce(() => {})

/** The first run of the scheduler, with the mutex. */
function* firstRun(w: World): Code<void> {
  yield* lock(w, w.mtx)
  yield* schedRun(w)
  yield* unlock(w, w.mtx)
}

/** `primitive_listen`: main leaves the runtime and never comes back. */
function primitiveListen(w: World): () => Code<void> {
  return function* () {
    yield* blockingEnter(w, 'http_listen')
    if (w.setup.runner === 'parked+thread') w.start('sched', schedLoop(w))
    yield* listen(w)
  }
}

const RUNNERS: Readonly<Record<string, (w: World) => Code<void>>> = {
  *thread(w) {
    yield* startBoot(w, nothing)
    yield* firstRun(w)
    w.start('sched', schedLoop(w))
    yield* listen(w)
  },
  *parked(w) {
    yield* startBoot(w, primitiveListen(w))
    yield* schedRun(w)
  },
  *'parked-held'(w) {
    yield* startBoot(w, primitiveListen(w))
    yield* firstRun(w)
  },
  *'parked+thread'(w) {
    yield* startBoot(w, primitiveListen(w))
    yield* schedRun(w)
  },
  *return(w) {
    yield* startBoot(w, startAccepting(w))
    yield* firstRun(w)
    yield* schedLoop(w)
  },
  *'return-nolock'(w) {
    yield* startBoot(w, startAccepting(w))
    yield* schedRun(w)
    yield* schedLoopUnlocked(w)
  },
}

function startAccepting(w: World): () => Code<void> {
  return () => atOnce(() => w.start('accept', listen(w)))
}

/** The runners that a log can name. */
export const loggedRunners: readonly string[] = Object.keys(RUNNERS)

/** What the main thread does after its `config`. */
export function mainThread(w: World): Code<void> {
  return RUNNERS[w.setup.runner](w)
}
