import type { Operation, ProcessScript, Program, Script, Server, Term } from '../../src/model/otp/index.ts'
import { tuple, variable } from '../../src/model/otp/index.ts'

/** Short names for what scripts are made of. */
export const t = tuple
export const v = variable
export const pid = (process: string): Term => ({ pid: process })
const STATE = v('State')

export const note = (label: string, value: Term = v('R')): Operation => ({ do: 'note', label, value })
export const sleep = (ms: Term): Operation => ({ do: 'sleep', ms })
export const ret = (...parts: Term[]): Operation => ({ do: 'return', value: t(...parts) })
export const start = (process: string, name?: string): Operation => ({
  do: 'start',
  process,
  as: 'R',
  ...(name === undefined ? {} : { name }),
})
export const spawn = (process: string, ...names: string[]): Operation => ({ do: 'spawn', process, with: names })
export const kill = (process: string): Operation => ({ do: 'signal', to: pid(process), reason: 'kill' })
/** A call whose result is `{ok, V}` or `{exit, Reason}`, in R. */
export const call = (to: Term, request: Term, timeout: number | 'infinity' = 1000): Operation => ({
  do: 'call',
  to,
  request,
  timeout,
  as: 'R',
  catch: true,
})
/** A call that nobody catches. */
export const bare = (to: Term, request: Term, timeout: number | 'infinity' = 1000): Operation => ({
  do: 'call',
  to,
  request,
  timeout,
  as: 'R',
})
export const cast = (to: Term, request: Term): Operation => ({ do: 'cast', to, request })
export const send = (to: Term, message: Term): Operation => ({ do: 'send', to, message })

/** The mailbox, under a label. */
export const mailbox = (label: string): Program => [{ do: 'mailbox', as: 'M' }, note(label, v('M'))]
export const alive = (label: string, process: string): Program => [
  { do: 'is_alive', to: pid(process), as: 'A' },
  note(label, v('A')),
]
/** Notes under a label that ends in `_ms`; its time counts from here. */
export const begin = note('begin', 'now')
export const elapsed = (label = 'elapsed_ms'): Operation => note(label, 'now')

const pushed = { append: [STATE, v('Arg')] } as const

/** A server with a bit of everything. Its state is a list. */
const kit: Server = {
  init: [ret('ok', [])],
  call: {
    next: [ret('reply', 'next', STATE)],
    state: [ret('reply', STATE, STATE)],
    push: [ret('reply', 'ok', pushed)],
    echo: [ret('reply', v('Arg'), STATE)],
    /** Takes so many milliseconds. */
    slow: [sleep(v('Arg')), ret('reply', 'x', STATE)],
    /** Never answers by itself; `release` answers the one that waits. */
    defer: [ret('noreply', { append: [STATE, v('From')] })],
    boom: [{ do: 'error', reason: 'boom' }],
    whatever: [{ do: 'return', value: 'whatever' }],
    stop: [ret('stop', 'normal', STATE)],
    stop_bye: [ret('stop', 'normal', 'bye', STATE)],
    slow_bye: [sleep(v('Arg')), ret('stop', 'normal', 'bye', STATE)],
    slow_boom: [sleep(v('Arg')), { do: 'error', reason: 'boom' }],
  },
  cast: { push: [ret('noreply', pushed)], boom: [{ do: 'error', reason: 'boom' }] },
  info: { _: [ret('noreply', { append: [STATE, t('info', v('Message'))] })] },
}

/** A server of the kit with other clauses for calls. */
export const server = (clauses: Server['call'] = {}, more: Server = {}): ProcessScript => ({
  server: { ...kit, ...more, call: { ...kit.call, ...clauses } },
})

/** A system of `main` and others. */
export const script = (
  name: string,
  main: readonly (Operation | Program)[],
  others: Record<string, ProcessScript | Program> = {},
): Script => ({
  name,
  processes: {
    main: { program: main.flat() },
    ...Object.fromEntries(
      Object.entries(others).map(([process, code]) => [process, Array.isArray(code) ? { program: code } : code]),
    ),
  } as Script['processes'],
})
