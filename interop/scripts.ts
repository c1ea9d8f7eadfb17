import fc from 'fast-check'
import type { Operation, ProcessScript, Script, Term } from '../src/model/otp/index.ts'
import { tuple as t, variable as v } from '../src/model/otp/index.ts'

// Scripts for a comparison with the real thing: one server (and another one for it to call), a few clients, all times
// multiples of 100 ms, so that what happens at one moment in the model is told from what happens later.

const NAME = 'srv'
const STATE = v('State')
const note = (label: string, value: Term = v('R')): Operation => ({ do: 'note', label, value })
const ret = (...parts: Term[]): Operation => ({ do: 'return', value: t(...parts) })
const sleep = (ms: Term): Operation => ({ do: 'sleep', ms })
const reply = (value: Term): Operation => ({ do: 'reply', to: v('From'), value })
const pushed = { append: [STATE, v('Arg')] } as const

const times = fc.constantFrom(100, 200, 300)

/** What a client may ask for. */
const request: fc.Arbitrary<Term> = fc.oneof(
  { weight: 3, arbitrary: times.map((ms) => t('slow', ms)) },
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c').map((item) => t('push', item)) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Term>(
      'twice',
      'early',
      'more',
      'never',
      'self',
      'other',
      'limit',
      'boom',
      'throw',
      'odd',
      'stop',
      'bye',
      'leave',
    ),
  },
)

const to: fc.Arbitrary<Term> = fc.constantFrom<Term>({ pid: 's' }, NAME, t(NAME, 'nonode@nohost'))

/** One thing that a client does, and what it notes of it. */
const action: fc.Arbitrary<readonly Operation[]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ to, request, timeout: fc.constantFrom<number>(0, 100, 200, 400) })
      .map((call) => [{ do: 'call', ...call, as: 'R', catch: true }, note('call')] as const),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ to, request: fc.constantFrom<Term>(t('push', 'd'), 'boom', 'idle') })
      .map((cast) => [{ do: 'cast', ...cast, as: 'R' }, note('cast')] as const),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ to: fc.constantFrom<Term>({ pid: 's' }, NAME), message: fc.constantFrom<Term>('hello', 'timeout') })
      .map((send) => [{ do: 'send', ...send, as: 'R', catch: true }, note('send')] as const),
  },
  { weight: 2, arbitrary: times.map((ms) => [sleep(ms)]) },
  {
    weight: 2,
    arbitrary: fc
      .record({ to, request, keeps: fc.constantFrom('wait_response', 'receive_response') })
      .map(({ to: server, request: asked, keeps }) => [
        { do: 'send_request', to: server, request: asked, as: 'Q' } as const,
        { do: keeps, request: v('Q'), timeout: 100, as: 'R' } as Operation,
        note('response'),
      ]),
  },
  { weight: 1, arbitrary: fc.constant([{ do: 'is_alive', to: { pid: 's' }, as: 'R' }, note('alive')] as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Term>('normal', 'shutdown', 'oops')
      .map((reason) => [{ do: 'stop', to: NAME, reason, as: 'R', catch: true }, note('stop')] as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Term>('kill', 'normal', 'oops')
      .map((reason) => [{ do: 'signal', to: { pid: 's' }, reason }] as const),
  },
  { weight: 1, arbitrary: fc.constant([{ do: 'monitor', to: { pid: 's' }, as: 'R' }] as const) },
)

const init: fc.Arbitrary<ProcessScript['server']> = fc.constantFrom(
  {},
  { init: [ret('ok', ['i'], t('continue', 'more'))] },
  { init: [ret('ok', [], 200)] },
  { init: [{ do: 'trap_exit', flag: true } as const, ret('ok', ['traps'])] },
)

const terminate: fc.Arbitrary<ProcessScript['server']> = fc.constantFrom(
  {},
  { terminate: [note('terminate', v('Reason'))] },
  { terminate: [note('terminate', v('Reason')), sleep(100)] },
  { terminate: [note('terminate', v('State')), { do: 'error', reason: 'late' } as const] },
)

/** The server that all of them use. */
const server = (more: ProcessScript['server']): ProcessScript => ({
  server: {
    call: {
      push: [ret('reply', 'ok', pushed)],
      slow: [sleep(v('Arg')), ret('reply', 'slept', STATE)],
      twice: [reply('one'), ret('reply', 'two', STATE)],
      early: [reply('early'), sleep(100), ret('noreply', STATE)],
      more: [ret('reply', 'first', STATE, t('continue', 'more'))],
      never: [ret('noreply', STATE)],
      self: [
        { do: 'call', to: NAME, request: 'never', timeout: 100, as: 'R', catch: true },
        ret('reply', v('R'), STATE),
      ],
      other: [{ do: 'call', to: 'other', request: 'slow', timeout: 100, as: 'R' }, ret('reply', v('R'), STATE)],
      limit: [ret('reply', 'limited', STATE, 200)],
      boom: [{ do: 'error', reason: 'boom' }],
      throw: [{ do: 'throw', reason: t('reply', 'thrown', STATE) }],
      odd: [{ do: 'return', value: 'odd' }],
      stop: [ret('stop', 'normal', STATE)],
      bye: [ret('stop', 'shutdown', 'bye', STATE)],
      leave: [{ do: 'exit', reason: 'left' }],
    },
    cast: {
      push: [ret('noreply', pushed)],
      boom: [{ do: 'error', reason: 'boom' }],
      idle: [ret('noreply', STATE, 100)],
    },
    info: {
      timeout: [note('timeout', STATE), ret('noreply', { append: [STATE, 'timeout'] })],
      _: [ret('noreply', { append: [STATE, v('Message')] })],
    },
    continue: { more: [sleep(100), ret('noreply', { append: [STATE, 'continued'] })] },
    ...more,
  },
})

const other = (ms: number): ProcessScript => ({
  server: { call: { slow: [sleep(ms), ret('reply', 'done', STATE)] } },
})

const client = (actions: readonly (readonly Operation[])[]): ProcessScript => ({
  program: [...actions.flat(), sleep(400), { do: 'mailbox', as: 'R' }, note('mailbox')],
})

/** `main` starts the servers, then the clients, waits for these, and asks the server once more. */
const main = (clients: readonly string[]): ProcessScript => ({
  program: [
    { do: 'start', process: 's', name: NAME, as: 'R' },
    note('start'),
    { do: 'start', process: 'o', name: 'other' },
    ...clients.flatMap((process): readonly Operation[] => [
      { do: 'spawn', process },
      { do: 'monitor', to: { pid: process }, as: process },
      sleep(0),
    ]),
    ...clients.map((process): Operation => ({ do: 'receive', match: t('DOWN', v(process), 'process', '_', '_') })),
    { do: 'call', to: NAME, request: t('push', 'last'), timeout: 800, as: 'R', catch: true },
    note('last'),
    { do: 'is_alive', to: { pid: 's' }, as: 'R' },
    note('alive'),
  ],
})

/** Random scripts. */
export const scripts: fc.Arbitrary<Script> = fc
  .record({
    clients: fc.array(fc.array(action, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
    init,
    terminate,
    other: fc.constantFrom(0, 100, 200),
  })
  .map(({ clients, init: begin, terminate: end, other: ms }) => {
    const programs = Object.fromEntries(clients.map((actions, index) => [`c${index + 1}`, client(actions)]))
    return {
      name: 'generated',
      processes: {
        main: main(Object.keys(programs)),
        s: server({ ...begin, ...end }),
        o: other(ms),
        ...programs,
      },
    }
  })
