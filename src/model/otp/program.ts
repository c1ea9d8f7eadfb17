import { exitSignal } from './accept.ts'
import type { Code, Frame } from './frame.ts'
import { reply } from './gen.ts'
import type { Behaviours, Run } from './run.ts'
import { NAMES } from './run.ts'
import type { Operation, ProcessScript, Program, Timeout } from './script.ts'
import type { Term } from './term.ts'
import { evaluate, pidOf, tuple } from './term.ts'

type Activation = Parameters<Behaviours['program']['enter']>[1]
type Of<K extends Operation['do'], O = Operation> = O extends { readonly do: infer D }
  ? Extract<K, D> extends never
    ? never
    : O
  : never

/** What an operation comes to: its value, or a function that is called and gives the value later. */
type Result = { readonly value: Term } | { readonly calls: Frame }
type Carry<O> = (run: Run, operation: O, term: (term: Term) => Term, activation: Activation) => Result

const OK: Result = { value: 'ok' }
const TRUE: Result = { value: 'true' }

const limit = (timeout: Timeout = 'infinity'): number | null => (timeout === 'infinity' ? null : timeout)

function pid(term: Term): string {
  const found = pidOf(term)
  if (found === undefined) throw new Error('this operation takes a pid')
  return found
}

function refOf(term: Term): string {
  if (typeof term === 'object' && 'ref' in term) return term.ref
  throw new Error('this operation takes the reference of a monitor or a request')
}

const response: Carry<Of<'wait_response' | 'receive_response'>> = (_, { do: what, request, timeout }, term) => ({
  calls: { fn: 'response', ref: refOf(term(request)), timeout: limit(timeout), keeps: what === 'wait_response' },
})

const raise: Carry<Of<'exit' | 'error' | 'throw'>> = (_, operation, term) => ({
  calls: { fn: 'raise', class: operation.do, reason: term(operation.reason) },
})

const makeRef: Carry<Of<'make_ref' | 'alias'>> = (run, operation) => ({
  value: { ref: operation.do === 'alias' ? run.alias() : run.reference() },
})

const askProcess: Carry<Of<'is_alive' | 'process_info'>> = (run, operation, term) => {
  const to = pid(term(operation.to))
  if (to === run.self.me && operation.do === 'is_alive') return TRUE
  return { calls: { fn: 'ask', to, question: operation.do, name: '' } }
}

const located = (to: Term, then: Extract<Frame, { fn: 'located' }>['then']): Result => ({
  calls: { fn: 'located', to, then },
})

const carry: { readonly [K in Operation['do']]: Carry<Of<K>> } = {
  note: (run, { label, value }, term) => {
    run.notes.push({ label, value: term(value) })
    return OK
  },
  set: (_, { value }, term) => ({ value: term(value) }),
  sleep: (_, { ms }, term) => {
    const timeout = term(ms)
    if (typeof timeout !== 'number' && timeout !== 'infinity') throw new Error('a sleep takes milliseconds or infinity')
    const sleeping = { patterns: [], timeout: limit(timeout), where: 'timer:sleep/1', otherwise: 'ok' }
    return { calls: { fn: 'receive', ...sleeping } }
  },
  call: (run, { to, request, timeout }, term) => ({
    calls: {
      fn: 'call',
      to: term(to),
      request: term(request),
      timeout: limit(timeout ?? run.code.dialect.patience),
      ref: null,
    },
  }),
  cast: (_, { to, request }, term) =>
    located(term(to), { kind: 'send', message: tuple('$gen_cast', term(request)), quiet: true }),
  send: (run, { to, message }, term) => {
    const [receiver, body] = [term(to), term(message)]
    if (typeof receiver !== 'object' || !('ref' in receiver))
      return located(receiver, { kind: 'send', message: body, quiet: false })
    // A reference is named after the process that made it.
    run.message(receiver.ref.slice(0, receiver.ref.lastIndexOf('#')), body, receiver.ref)
    return { value: body }
  },
  reply: (run, { to, value }, term) => {
    reply(run, term(to), term(value))
    return OK
  },
  send_request: (_, { to, request }, term) => ({
    calls: { fn: 'send_request', to: term(to), request: term(request) },
  }),
  wait_response: response,
  receive_response: response,
  receive: (_, { match = '_', timeout, otherwise = 'timeout' }, term) => ({
    calls: {
      fn: 'receive',
      patterns: [term(match)],
      timeout: limit(timeout),
      where: 'script:receive/0',
      otherwise: term(otherwise),
    },
  }),
  mailbox: () => ({ calls: { fn: 'mailbox' } }),
  spawn: (run, { process, link = false, with: names = [] }, term) => {
    const variables = Object.fromEntries(names.map((name) => [name, term({ var: name })]))
    if (link) run.link(process)
    run.send(process, {
      type: 'spawn',
      birth: { parent: run.self.me, link, monitor: null, variables, server: null },
    })
    return { value: { pid: process } }
  },
  start: (_, { process, name = null, link = false, timeout }) => ({
    calls: { fn: 'start', process, name, link, timeout: limit(timeout), ref: null, started: false },
  }),
  enter_loop: (run, { state }, term) => {
    const { parent } = run.self
    run.self.frames = []
    return {
      calls: { fn: 'loop', parent, state: term(state), timeout: null, stage: 'receive', from: null, end: null },
    }
  },
  stop: (_, { to, reason = 'normal', timeout }, term) => ({
    calls: { fn: 'stop', to: term(to), reason: term(reason), timeout: limit(timeout), ref: null },
  }),
  register: (run, { name }) => {
    run.self.named = true
    return { calls: { fn: 'ask', to: NAMES, question: 'register', name } }
  },
  unregister: (_, { name }) => ({ calls: { fn: 'ask', to: NAMES, question: 'unregister', name } }),
  whereis: (_, { name }) => ({ calls: { fn: 'ask', to: NAMES, question: 'whereis', name } }),
  monitor: (_, { to, alias = false }, term) => located(term(to), { kind: 'monitor', alias }),
  make_ref: makeRef,
  alias: makeRef,
  unalias: (run, { ref }, term) => ({ value: run.unalias(refOf(term(ref))) ? 'true' : 'false' }),
  demonitor: (run, { ref }, term) => {
    run.demonitor(refOf(term(ref)))
    return TRUE
  },
  link: (run, { to }, term) => {
    const other = pid(term(to))
    if (other === run.self.me) return TRUE
    if (!run.self.traps) return { calls: { fn: 'link', to: other } }
    run.link(other)
    run.send(other, { type: 'link', by: run.self.me })
    return TRUE
  },
  unlink: (run, { to }, term) => {
    run.unlink(pid(term(to)))
    return TRUE
  },
  is_alive: askProcess,
  process_info: askProcess,
  trap_exit: (run, { flag }) => {
    const before = run.self.traps ? 'true' : 'false'
    run.self.traps = flag
    return { value: before }
  },
  signal: (run, { to, reason }, term) => {
    const signal = { type: 'exit', by: run.self.me, reason: term(reason), linked: false } as const
    if (pid(term(to)) === run.self.me) exitSignal(run, signal)
    else run.send(pid(term(to)), signal)
    return TRUE
  },
  exit: raise,
  error: raise,
  throw: raise,
  return: (_, { value }, term) => ({ value: term(value) }),
}

/** The operations of a program. */
function operations({ program, server }: ProcessScript, { callback, clause }: Code): Program {
  switch (callback) {
    case 'program':
      return program ?? []
    case 'init':
      return server?.init ?? [{ do: 'return', value: tuple('ok', []) }]
    case 'terminate':
      return server?.terminate ?? []
    default:
      return server?.[callback]?.[clause] ?? []
  }
}

function bind(activation: Activation, operation: Operation, value: Term): Activation {
  const { variables, at } = activation
  return {
    ...activation,
    at: at + 1,
    variables: operation.as === undefined ? variables : { ...variables, [operation.as]: value },
  }
}

/** Runs until an operation has to wait, or the program ends. */
function go(run: Run, start: Activation): undefined {
  const program = operations(run.code.script, start.code)
  for (let activation = start; ; ) {
    run.become(activation)
    const operation = program[activation.at]
    if (operation === undefined) return run.give('ok')
    const now = activation
    const act = carry[operation.do] as Carry<Operation>
    const result = act(run, operation, (term) => evaluate(term, now.variables), now)
    if (run.self.reason !== null) return
    if ('calls' in result) return run.push(result.calls)
    if (operation.do === 'return') return run.give(result.value)
    activation = bind(activation, operation, operation.catch ? tuple('ok', result.value) : result.value)
  }
}

/** A program of the script. */
export const program: Behaviours['program'] = {
  enter: go,
  resume: (run, activation, value) => {
    const operation = operations(run.code.script, activation.code)[activation.at]
    if (['register', 'unregister'].includes(operation.do) && value !== 'true')
      return program.raise?.(run, activation, { class: 'error', reason: 'badarg' })
    go(run, bind(activation, operation, operation.catch ? tuple('ok', value) : value))
  },
  raise: (run, activation, thrown) => {
    const operation = operations(run.code.script, activation.code)[activation.at]
    if (!operation.catch) return run.raise(thrown.class, thrown.reason)
    const reason = thrown.class === 'error' ? tuple(thrown.reason, 'stack') : thrown.reason
    go(run, bind(activation, operation, tuple(thrown.class, reason)))
  },
}
