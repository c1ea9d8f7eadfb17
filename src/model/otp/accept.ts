import type { Draft } from './process-state.ts'
import { deliver } from './process-state.ts'
import type { Run } from './run.ts'
import type { Signal } from './signal.ts'
import type { Term } from './term.ts'
import { tuple } from './term.ts'

/** A living process takes a signal, whatever it is doing (Erlang Reference Manual, "Processes", "Receiving Signals"). */
export function accept(run: Run, signal: Signal): void {
  const { self } = run
  switch (signal.type) {
    case 'message':
      deliver(self, signal.body, signal.alias)
      return
    case 'monitor':
      self.watchers = [...self.watchers, { ref: signal.ref, by: signal.by }]
      return
    case 'demonitor':
      self.watchers = self.watchers.filter(({ ref }) => ref !== signal.ref)
      return
    case 'down': {
      const monitor = self.monitors.find(({ ref }) => ref === signal.ref)
      if (monitor === undefined) return
      self.monitors = self.monitors.filter((other) => other !== monitor)
      deliver(self, tuple('DOWN', { ref: signal.ref }, 'process', monitor.object, signal.reason))
      return
    }
    case 'link':
      run.link(signal.by)
      return
    case 'unlink':
      self.links = self.links.filter((other) => other !== signal.by)
      return
    case 'exit':
      exitSignal(run, signal)
      return
    case 'ask':
      run.send(signal.by, { type: 'answer', value: signal.question === 'is_alive' ? 'true' : status(self) })
      return
    case 'answer':
      self.answer = signal.value
      return
    case 'spawn':
      throw new Error(`the script runs the process ${self.me} a second time; give each run its own process`)
    case 'run':
  }
}

/** What a dead process still does: it says that it is dead. */
export function decline(run: Run, signal: Signal): void {
  switch (signal.type) {
    case 'monitor':
      run.send(signal.by, { type: 'down', ref: signal.ref, object: run.pid, reason: 'noproc' })
      return
    case 'link':
      run.send(signal.by, { type: 'exit', by: run.self.me, reason: 'noproc', linked: true })
      return
    case 'ask':
      run.send(signal.by, { type: 'answer', value: signal.question === 'is_alive' ? 'false' : 'undefined' })
      return
    case 'spawn':
      throw new Error(`the script runs the process ${run.self.me} a second time; give each run its own process`)
    default:
  }
}

/** A process whose names are gone tells its links and its watchers, and is no more. */
export function lastWords(run: Run): void {
  const { self } = run
  const reason = self.reason as Term
  for (const to of self.links) run.send(to, { type: 'exit', by: self.me, reason, linked: true })
  for (const { ref, by } of self.watchers) run.send(by, { type: 'down', ref, object: run.pid, reason })
}

/** `exit/2` with `kill` cannot be trapped; `normal` ends only the process that sends it to itself. */
export function exitSignal(run: Run, { by, reason, linked }: Extract<Signal, { type: 'exit' }>): void {
  const { self } = run
  if (linked) {
    if (!self.links.includes(by)) return
    self.links = self.links.filter((other) => other !== by)
  }
  if (reason === 'kill' && !linked) run.exit('killed')
  else if (self.traps) deliver(self, tuple('EXIT', { pid: by }, reason))
  else if (reason !== 'normal' || by === self.me) run.exit(reason)
}

/** `process_info(Pid, [status, current_function, message_queue_len])` of a process that is not running just now. */
function status({ wait, mailbox }: Draft): Term {
  const where = wait?.where ?? 'running'
  return [
    tuple('status', wait === null ? 'runnable' : 'waiting'),
    tuple('current_function', tuple(...where.split(/[:/]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)))),
    tuple('message_queue_len', mailbox.length),
  ]
}
