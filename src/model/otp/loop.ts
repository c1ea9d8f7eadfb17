import type { Code } from './frame.ts'
import { reply } from './gen.ts'
import type { Behaviours, Run, Thrown } from './run.ts'
import { exitReason } from './run.ts'
import type { Term, Variables } from './term.ts'
import { elements, tuple } from './term.ts'

type Frame = Parameters<Behaviours['loop']['enter']>[1]

/** The clause that a message goes to, and what it sees. */
function dispatch(run: Run, frame: Frame, callback: Code['callback'], message: Term, more: Variables = {}): undefined {
  const clauses = run.code.script.server?.[callback as 'info'] ?? {}
  const [head, arg] = typeof message === 'string' ? [message] : elements(message)
  const wanted = typeof head === 'string' && head in clauses ? head : '_'
  run.become(frame)
  if (!(wanted in clauses)) {
    // handle_info is optional, and its default does nothing.
    if (callback === 'info' && run.code.script.server?.info === undefined)
      return returned(run, frame, tuple('noreply', frame.state))
    return failed(run, frame, { class: 'error', reason: 'function_clause' })
  }
  const variables = { ...more, Message: message, State: frame.state, ...(arg === undefined ? {} : { Arg: arg }) }
  run.push({ fn: 'program', code: { callback, clause: wanted }, at: 0, variables })
}

/** `gen_server:loop/7`: what follows a callback's return is a continuation, or a wait with or without timeout. */
function loop(run: Run, frame: Frame, state: Term, next: Term): undefined {
  const resting: Frame = { ...frame, stage: 'receive', state, from: null, timeout: null }
  const [kind, argument] = elements(next)
  if (kind === 'continue') return dispatch(run, { ...resting, stage: 'other' }, 'continue', argument)
  const timeout = typeof next === 'number' ? next : null
  run.become({ ...resting, timeout })
  run.receive(['_'], timeout, 'gen_server:loop/7', { idle: true })
}

/** `gen_server:decode_msg/9`. */
function decode(run: Run, frame: Frame, message: Term): undefined {
  const [head, second, third] = elements(message)
  const size = elements(message).length
  if (head === '$enter_loop') return loop(run, frame, frame.state, third)
  if (head === 'system' && size === 3) {
    const [request, reason] = elements(third)
    if (request !== 'terminate') throw new Error('of system messages only terminate is modelled')
    reply(run, second, 'ok')
    return terminate(run, frame, { class: 'exit', reason }, null)
  }
  if (head === 'EXIT' && size === 3 && JSON.stringify(second) === JSON.stringify({ pid: frame.parent }))
    return terminate(run, frame, { class: 'exit', reason: third }, null)
  if (head === '$gen_call' && size === 3)
    return dispatch(run, { ...frame, stage: 'call', from: second }, 'call', third, { From: second })
  if (head === '$gen_cast' && size === 2) return dispatch(run, { ...frame, stage: 'other' }, 'cast', second)
  dispatch(run, { ...frame, stage: 'other' }, 'info', message)
}

/** `gen_server:handle_msg/6`: what `handle_call` alone may return. */
function returned(run: Run, frame: Frame, value: Term): undefined {
  const [kind, first, second, third] = elements(value)
  const size = elements(value).length
  if (frame.stage !== 'call' || frame.from === null) return common(run, frame, value)
  if (kind === 'reply' && (size === 3 || size === 4)) {
    reply(run, frame.from, first)
    return loop(run, frame, second, third ?? 'infinity')
  }
  if (kind === 'stop' && size === 4)
    return terminate(run, { ...frame, state: third }, { class: 'exit', reason: first }, second)
  common(run, frame, value)
}

/** `gen_server:handle_common_reply/8`: what all callbacks may return. */
function common(run: Run, frame: Frame, value: Term): undefined {
  const [kind, first, second] = elements(value)
  const size = elements(value).length
  if (kind === 'noreply' && (size === 2 || size === 3)) return loop(run, frame, first, second ?? 'infinity')
  if (kind === 'stop' && size === 3)
    return terminate(run, { ...frame, state: second }, { class: 'exit', reason: first }, null)
  terminate(run, frame, { class: 'exit', reason: tuple('bad_return_value', value) }, null)
}

/** A thrown value counts as returned (`gen_server:try_handle_call/4`). */
function failed(run: Run, frame: Frame, thrown: Thrown): undefined {
  if (thrown.class === 'throw') returned(run, frame, thrown.reason)
  else terminate(run, frame, thrown, null)
}

/** `gen_server:terminate/10`: the reply of `{stop, Reason, Reply, State}` goes out after the callback. */
function terminate(run: Run, frame: Frame, { class: kind, reason }: Thrown, value: Term | null): undefined {
  const ending: Frame = { ...frame, stage: 'terminate', end: { class: kind, reason, reply: value } }
  run.become(ending)
  if (run.code.script.server?.terminate === undefined) return ended(run, ending, { class: kind, reason })
  const variables = { Reason: exitReason({ class: kind, reason }), State: frame.state }
  run.push({ fn: 'program', code: { callback: 'terminate', clause: '' }, at: 0, variables })
}

function ended(run: Run, { from, end }: Frame, thrown: Thrown): undefined {
  if (from !== null && end !== null && end.reply !== null) reply(run, from, end.reply)
  run.exit(exitReason(thrown))
}

/** A gen_server after its init. */
export const serverLoop: Behaviours['loop'] = {
  enter: (run, frame) => loop(run, frame, frame.state, 'infinity'),
  resume: (run, frame, value) => {
    if (frame.stage === 'receive') decode(run, frame, value)
    else if (frame.stage === 'terminate') ended(run, frame, frame.end as Thrown)
    else returned(run, frame, value)
  },
  raise: (run, frame, thrown) => {
    if (frame.stage !== 'terminate') failed(run, frame, thrown)
    else ended(run, frame, thrown.class === 'throw' ? (frame.end as Thrown) : thrown)
  },
}
