import type { Behaviours, Run } from './run.ts'
import { inCall, NAMES } from './run.ts'
import type { Term } from './term.ts'
import { elements, matches, pidOf, tuple } from './term.ts'

/** The node that everything here runs on: one that is not distributed. */
const NODE = 'nonode@nohost'

/**
 * Finds the process of a pid, a registered name or `{Name, Node}`: the innermost function gets its pid, the atom
 * `undefined`, or `{nodedown, Node}` (`gen:do_for_proc/2`).
 */
function locate(run: Run, to: Term): undefined {
  const [name, node] = elements(to)
  if (pidOf(to) !== undefined) run.resume(to)
  else if (typeof to === 'string') run.ask(NAMES, 'whereis', to)
  else if (name === 'global' || typeof name !== 'string') run.resume('undefined')
  else if (node === NODE) run.ask(NAMES, 'whereis', name)
  else run.resume(tuple('nodedown', node))
}

/** The tag of a call under this reference: `[alias | Ref]`, or the reference alone. */
const tagOf = (ref: string, alias: boolean): Term => (alias ? { alias: ref } : { ref })

const replyTo = (ref: string, alias: boolean): Term => tuple(tagOf(ref, alias), '_')
const downOf = (ref: string): Term => tuple('DOWN', { ref }, 'process', '_', '_')

/** Answers a call (`gen:reply/2`): through its alias if it has one. */
export function reply(run: Run, from: Term, value: Term): undefined {
  const [to, tag] = elements(from)
  const pid = pidOf(to)
  if (pid === undefined || tag === undefined) throw new Error('a reply needs the From of a call')
  run.message(pid, tuple(tag, value), typeof tag === 'object' && 'alias' in tag ? tag.alias : null)
}

/** Monitors the server and sends it the request; gives the reference. */
function request(run: Run, server: string, label: string, body: Term): string {
  const { alias } = run.code.dialect
  const ref = run.monitor(server, alias)
  run.message(server, tuple(label, tuple(run.pid, tagOf(ref, alias)), body))
  return ref
}

const failCall = (run: Run, reason: Term): undefined => run.raise('exit', inCall(reason, 'gen_server', 'call'))

/** `gen_server:call/3` over `gen:do_call/4`. */
export const call: Behaviours['call'] = {
  enter: (run, { to }) => locate(run, to),
  resume: (run, frame, value) => {
    const { alias, refusesSelf } = run.code.dialect
    const { ref } = frame
    if (ref === null) {
      const server = pidOf(value)
      if (server === undefined) return failCall(run, value === 'undefined' ? 'noproc' : value)
      if (server === run.self.me && refusesSelf) return failCall(run, 'calling_self')
      const made = request(run, server, '$gen_call', frame.request)
      run.become({ ...frame, ref: made })
      return run.receive([replyTo(made, alias), downOf(made)], frame.timeout, 'gen:do_call/4', { on: server })
    }
    if (value === 'timeout') {
      run.demonitor(ref)
      const late = run.take([replyTo(ref, alias)])
      return late === undefined ? failCall(run, 'timeout') : run.give(elements(late)[1])
    }
    if (elements(value)[0] === 'DOWN') return failCall(run, elements(value)[4])
    run.demonitor(ref)
    run.give(elements(value)[1])
  },
}

/** `gen_server:send_request/2`: of a server that cannot be found, a DOWN comes at once. */
export const sendRequest: Behaviours['send_request'] = {
  enter: (run, { to }) => locate(run, to),
  resume: (run, frame, value) => {
    const server = pidOf(value)
    if (server !== undefined) return run.give({ ref: request(run, server, '$gen_call', frame.request) })
    const ref = run.reference()
    run.message(run.self.me, tuple('DOWN', { ref }, 'process', frame.to, value === 'undefined' ? 'noproc' : value))
    run.give({ ref })
  },
}

/** `gen_server:wait_response/2`, which keeps the request after a timeout, and `receive_response/2`, which does not. */
export const response: Behaviours['response'] = {
  enter: (run, { ref, timeout }) => {
    const patterns = [replyTo(ref, run.code.dialect.alias), downOf(ref)]
    run.receive(patterns, timeout, 'gen:wait_response/2')
  },
  resume: (run, { ref, keeps }, value) => {
    if (value === 'timeout') {
      if (keeps) return run.give('timeout')
      run.demonitor(ref)
      const late = run.take([replyTo(ref, run.code.dialect.alias)])
      return run.give(late === undefined ? 'timeout' : tuple('reply', elements(late)[1]))
    }
    const [head, second, , object, reason] = elements(value)
    if (head === 'DOWN') return run.give(tuple('error', tuple(reason, object)))
    run.demonitor(ref)
    run.give(tuple('reply', second))
  },
}

/**
 * `gen_server:stop/3` over `proc_lib:stop/3`. The real one asks from a helper process, whose messages nobody else sees;
 * here the caller does it itself.
 */
export const stop: Behaviours['stop'] = {
  enter: (run, { to }) => locate(run, to),
  resume: (run, frame, value) => {
    const { ref, reason } = frame
    if (ref === null) {
      const server = pidOf(value)
      if (server === undefined) return run.raise('exit', value === 'undefined' ? 'noproc' : value)
      const made = run.monitor(server, true)
      run.message(server, tuple('system', tuple(run.pid, { alias: made }), tuple('terminate', reason)))
      run.become({ ...frame, ref: made })
      return run.receive([downOf(made)], frame.timeout, 'proc_lib:stop/3', { on: server })
    }
    const obeyed = run.take([replyTo(ref, true)]) !== undefined
    if (value === 'timeout') {
      run.demonitor(ref)
      return run.raise('exit', 'timeout')
    }
    const why = elements(value)[4]
    if (!obeyed) return run.raise('exit', why === 'noproc' ? why : inCall(why, 'sys', 'terminate'))
    if (matches(reason, why)) run.give('ok')
    else run.raise('exit', why)
  },
}

/** What needs its receiver looked up first. */
export const located: Behaviours['located'] = {
  enter: (run, { to }) => locate(run, to),
  resume: (run, { to, then }, value) => {
    const pid = pidOf(value)
    if (then.kind === 'send') {
      if (pid !== undefined) run.message(pid, then.message)
      else if (!then.quiet && value === 'undefined') return run.raise('error', 'badarg')
      return run.give(then.quiet ? 'ok' : then.message)
    }
    const object = pidOf(to) === undefined ? tuple(to, NODE) : to
    if (pid !== undefined) return run.give({ ref: run.monitor(pid, then.alias, object) })
    const ref = run.reference()
    run.message(run.self.me, tuple('DOWN', { ref }, 'process', object, 'noproc'))
    run.give({ ref })
  },
}

/** Asks, and gives the answer. */
export const ask: Behaviours['ask'] = {
  enter: (run, { to, question, name }) => run.ask(to, question, name),
  resume: (run, _, value) => run.give(value),
}

/** `link/1`, which looks at the other process first. */
export const link: Behaviours['link'] = {
  enter: (run, { to }) => run.ask(to, 'is_alive'),
  resume: (run, { to }, value) => {
    if (value === 'false') return run.raise('error', 'noproc')
    run.link(to)
    run.send(to, { type: 'link', by: run.self.me })
    run.give('true')
  },
}

/** `receive`, and a sleep, which is a receive of nothing. */
export const receive: Behaviours['receive'] = {
  enter: (run, { patterns, timeout, where }) => run.receive(patterns, timeout, where),
  // A message that is the atom itself was not awaited: only patterns that match anything let it in.
  resume: (run, { otherwise }, value) => run.give(value === 'timeout' ? otherwise : value),
}

/** `exit/1`, `error/1`, `throw/1`. */
export const raise: Behaviours['raise'] = {
  enter: (run, frame) => run.raise(frame.class, frame.reason),
  resume: () => {},
}

/** `process_info(self(), messages)`, after whatever may have come in. */
export const mailbox: Behaviours['mailbox'] = {
  enter: (run) => run.receive([], 0, 'erlang:process_info/2'),
  resume: (run) => run.give(run.self.mailbox),
}
