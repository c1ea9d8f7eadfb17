import type { Operation, Script, Term } from '../../src/model/otp/index.ts'
import {
  alive,
  bare,
  begin,
  call,
  cast,
  elapsed,
  kill,
  mailbox,
  note,
  pid,
  ret,
  script,
  send,
  server,
  sleep,
  spawn,
  start,
  t,
  v,
} from './kit.ts'

const S = 's'
const STATE = v('State')

/** What another process reports, and whether it has by now. */
const got = (tag: string, as: string): Operation => ({ do: 'receive', match: t(tag, '_'), as })
const look = (tag: string, as: string): Operation => ({
  ...got(tag, as),
  do: 'receive',
  timeout: 0,
  otherwise: 'still_waiting',
})
const second = (name: string): Term => ({ element: [2, v(name)] })
const results = t(second('R1'), second('R2'))

/** A handler that calls another server after 50 ms, so that two such calls meet; nothing is caught. */
const crossing = (to: string, timeout: number | 'infinity') =>
  server({ cross: [sleep(50), bare(to, 'next', timeout), ret('reply', v('R'), STATE)] })

/** The scenarios of observed/otp.json as scripts. A note's label is the name of the field that it is held against. */
export const scenarios: readonly Script[] = [
  script(
    'call_timeout_then_late_reply',
    [
      start(S),
      begin,
      call(pid(S), t('slow', 300), 100),
      elapsed(),
      note('result'),
      sleep(400),
      mailbox('mailbox_after_late_reply'),
      call(pid(S), 'next'),
      note('next_call'),
      alive('server_alive', S),
    ],
    { s: server() },
  ),
  script(
    'timed_out_request_still_runs',
    [
      start(S),
      spawn('c1'),
      sleep(50),
      call(pid(S), t('push', 'mine'), 100),
      note('result'),
      sleep(300),
      mailbox('mailbox'),
      call(pid(S), 'state'),
      note('state_after'),
    ],
    { s: server(), c1: [call(pid(S), t('slow', 300))] },
  ),
  script('call_noproc_pid', [start(S), kill(S), sleep(50), call(pid(S), 'next'), note('result')], { s: server() }),
  ...(['pid', 'name'] as const).map((how) =>
    script(
      `call_self_${how}`,
      [start(S, S), begin, call(S, 'self'), elapsed(), note('result'), alive('server_alive', S)],
      { s: server({ self: [call(how === 'pid' ? pid(S) : S, 'next'), ret('reply', v('R'), STATE)] }) },
    ),
  ),
  script(
    'mutual_call_both_started',
    [
      start('a', 'a'),
      start('b', 'b'),
      begin,
      spawn('c1'),
      spawn('c2'),
      got('c1', 'R1'),
      got('c2', 'R2'),
      elapsed(),
      note('results', results),
      alive('a_alive', 'a'),
      alive('b_alive', 'b'),
    ],
    {
      a: crossing('b', 200),
      b: crossing('a', 200),
      c1: [call('a', 'cross'), send(pid('main'), t('c1', v('R')))],
      c2: [call('b', 'cross'), send(pid('main'), t('c2', v('R')))],
    },
  ),
  script(
    'mutual_call_infinity',
    [
      start('a', 'a'),
      start('b', 'b'),
      spawn('c1'),
      spawn('c2'),
      sleep(500),
      look('c1', 'R1'),
      look('c2', 'R2'),
      note('at_500ms', t(v('R1'), v('R2'))),
      { do: 'process_info', to: pid('a'), as: 'A' },
      { do: 'process_info', to: pid('b'), as: 'B' },
      note('servers', [v('A'), v('B')]),
      kill('a'),
      kill('b'),
      got('c1', 'R1'),
      got('c2', 'R2'),
      note('after_kill', results),
    ],
    {
      a: crossing('b', 'infinity'),
      b: crossing('a', 'infinity'),
      c1: [call('a', 'cross', 'infinity'), send(pid('main'), t('c1', v('R')))],
      c2: [call('b', 'cross', 'infinity'), send(pid('main'), t('c2', v('R')))],
    },
  ),
  script(
    'chain_equal_timeouts',
    [
      start('a'),
      start('b', 'b'),
      begin,
      call(pid('a'), 'chain', 200),
      elapsed(),
      note('result'),
      alive('a_alive_at_once', 'a'),
      sleep(100),
      alive('a_alive_100ms_later', 'a'),
    ],
    { a: server({ chain: [bare('b', t('slow', 500), 200), ret('reply', v('R'), STATE)] }), b: server() },
  ),
  script(
    'client_dies_request_runs',
    [
      start(S),
      spawn('c1'),
      sleep(50),
      spawn('c2'),
      sleep(50),
      kill('c2'),
      sleep(300),
      call(pid(S), 'state'),
      note('state'),
    ],
    { s: server(), c1: [call(pid(S), t('slow', 200))], c2: [call(pid(S), t('push', 'from_dead'))] },
  ),
  script(
    'crash_during_call',
    [start(S), call(pid(S), 'boom'), note('result'), alive('server_alive', S), mailbox('mailbox')],
    { s: server() },
  ),
  script('bad_return', [start(S), call(pid(S), 'whatever'), note('result'), alive('server_alive', S)], { s: server() }),
  script(
    'stop_normal_without_reply',
    [
      start(S),
      call(pid(S), 'stop'),
      note('result'),
      alive('server_alive', S),
      call(pid(S), 'next'),
      note('queued_call'),
    ],
    { s: server() },
  ),
  script(
    'stop_normal_with_reply',
    [start(S), call(pid(S), 'stop_bye'), note('result'), sleep(50), alive('server_alive', S)],
    { s: server() },
  ),
  script('stop_with_queued_callers', [start(S), spawn('c1'), sleep(50), spawn('c2'), sleep(200)], {
    s: server(),
    c1: [call(pid(S), t('slow_bye', 100)), note('c1')],
    c2: [call(pid(S), 'next'), note('c2')],
  }),
  script(
    'noreply_then_reply_from_other',
    [start(S), call(pid(S), 'other'), note('result'), call(pid(S), 'next'), note('next_call')],
    {
      s: server({ other: [spawn('worker', 'From'), ret('noreply', STATE)] }),
      worker: [{ do: 'reply', to: v('From'), value: 'by_other' }],
    },
  ),
  script(
    'noreply_serves_others_meanwhile',
    [
      start(S),
      spawn('c1'),
      sleep(50),
      call(pid(S), t('echo', 'second')),
      note('second_client'),
      call(pid(S), 'release'),
      note('releaser'),
      sleep(50),
    ],
    {
      s: server({
        defer: [ret('noreply', v('From'))],
        release: [{ do: 'reply', to: STATE, value: 'released' }, ret('reply', 'ok', STATE)],
      }),
      c1: [call(pid(S), 'defer'), note('deferred')],
    },
  ),
  script('reply_twice', [start(S), call(pid(S), 'twice'), note('result'), sleep(50), mailbox('mailbox')], {
    s: server({
      twice: [
        { do: 'reply', to: v('From'), value: 'one' },
        { do: 'reply', to: v('From'), value: 'two' },
        ret('noreply', STATE),
      ],
    }),
  }),
  script(
    'reply_twice_100_rounds',
    [start(S), call(pid(S), 'twice'), sleep(50), mailbox('mailbox'), call(pid(S), 'next'), note('next_call')],
    {
      s: server({ twice: [{ do: 'reply', to: v('From'), value: 'one' }, ret('reply', 'two', STATE)] }),
    },
  ),
  script(
    'cast_crash',
    [
      start(S),
      { ...cast(pid(S), 'boom'), as: 'R' },
      note('cast'),
      sleep(50),
      call(pid(S), 'next'),
      note('next_call'),
      mailbox('mailbox'),
    ],
    { s: server() },
  ),
  script(
    'order_info_cast_call_one_client',
    [
      start(S),
      send(pid(S), 'm1'),
      cast(pid(S), t('push', 'c1')),
      send(pid(S), 'm2'),
      call(pid(S), t('push', 'k1')),
      call(pid(S), 'state'),
      note('state'),
    ],
    { s: server() },
  ),
  script('order_two_clients', [start(S), spawn('c1'), spawn('c2'), sleep(50), call(pid(S), 'state'), note('state')], {
    s: server(),
    c1: [1, 2, 3].map((n) => cast(pid(S), t('push', n))),
    c2: [11, 12, 13].map((n) => cast(pid(S), t('push', n))),
  }),
  script(
    'selective_receive_keeps_others',
    [
      start(S),
      ...(['junk1', t('reply', 'fake'), t('ref', 'fake2')] as const).map((junk) => send(pid('main'), junk)),
      call(pid(S), 'real'),
      note('result'),
      mailbox('mailbox'),
    ],
    { s: server({ real: [ret('reply', 'real', STATE)] }) },
  ),
  script(
    'init_calls_own_name',
    [begin, start(S, S), elapsed(), note('start', { element: [1, v('R')] }), call(S, 'state'), note('state')],
    { s: server({}, { init: [call(S, 'next'), ret('ok', v('R'))] }) },
  ),
  script(
    'init_calls_parent_server',
    [start('parent', 'parent'), begin, call('parent', 'child'), elapsed(), note('result')],
    {
      parent: server({
        child: [
          { do: 'start', process: 'child', link: true, as: 'C' },
          bare(pid('child'), 'state'),
          ret('reply', v('R'), STATE),
        ],
      }),
      child: server({}, { init: [call('parent', 'next', 200), ret('ok', v('R'))] }),
    },
  ),
  script(
    'init_calls_parent_uncaught',
    [start('parent', 'parent'), call('parent', 'child'), note('result'), alive('parent_alive', 'parent')],
    {
      parent: server({ child: [{ do: 'start', process: 'child', link: true, as: 'C' }, ret('reply', v('C'), STATE)] }),
      child: server({}, { init: [bare('parent', 'next', 200), ret('ok', v('R'))] }),
    },
  ),
  script(
    'init_never_returns',
    [
      spawn('starter'),
      sleep(300),
      look('started', 'R'),
      note('starter_at_300ms'),
      call(S, 'next', 100),
      note('registered_name_callable'),
      kill(S),
      got('started', 'R'),
      note('after_kill', second('R')),
    ],
    {
      starter: [start(S, S), send(pid('main'), t('started', v('R')))],
      s: server({}, { init: [sleep('infinity'), ret('ok', [])] }),
    },
  ),
  script('spawned_worker_calls_server', [start(S), call(pid(S), 'job'), note('result')], {
    s: server({ job: [spawn('worker', 'From'), ret('noreply', STATE)] }),
    worker: [call(pid(S), t('echo', 'inner')), { do: 'reply', to: v('From'), value: t('worker_got', v('R')) }],
  }),
  script(
    'handle_continue_from_call',
    [
      start(S),
      begin,
      call(pid(S), 'first'),
      elapsed('first_ms'),
      note('first'),
      call(pid(S), 'state'),
      elapsed('second_ms'),
      note('second'),
    ],
    {
      s: server(
        { first: [ret('reply', 'r1', STATE, t('continue', 'more'))] },
        { continue: { more: [sleep(100), ret('noreply', ['continued'])] } },
      ),
    },
  ),
  script('stop_during_call', [start(S), spawn('c1'), sleep(50), spawn('stopper'), sleep(50), spawn('c2'), sleep(300)], {
    s: server(),
    c1: [call(pid(S), t('slow', 200)), note('caller')],
    c2: [call(pid(S), 'next'), note('queued')],
    stopper: [
      { do: 'stop', to: pid(S), as: 'Stop' },
      { do: 'is_alive', to: pid(S), as: 'A' },
      note('stopper', t(v('Stop'), v('A'))),
    ],
  }),
  script(
    'restart_same_name',
    [
      start('s', 'srv'),
      spawn('c1'),
      sleep(200),
      start('s2', 'srv'),
      call('srv', t('push', 'new')),
      call('srv', 'state'),
      note('next'),
    ],
    { s: server(), s2: server(), c1: [call('srv', t('slow_boom', 100)), note('in_flight')] },
  ),
  script(
    'send_request_late',
    [
      start(S),
      { do: 'send_request', to: pid(S), request: t('slow', 200), as: 'Req' },
      { do: 'wait_response', request: v('Req'), timeout: 100, as: 'R' },
      note('wait'),
      { do: 'receive_response', request: v('Req'), timeout: 1000, as: 'R' },
      note('later'),
      mailbox('mailbox'),
    ],
    { s: server() },
  ),
  script(
    'timeout_zero',
    [
      start(S),
      call(pid(S), t('push', 'x'), 0),
      note('result'),
      sleep(50),
      mailbox('mailbox'),
      call(pid(S), 'state'),
      note('state_after'),
    ],
    { s: server() },
  ),
]
