import {
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
} from '../kit.ts'
import type { Documented } from './kit.ts'
import { ask, failed, GEN, MANUAL, NODE, response, S, SERVER, STATE } from './kit.ts'

/** What a call finds and what comes of it, and of requests. */
export const calls: readonly Documented[] = [
  // Whom a call finds.
  {
    source: GEN,
    script: script('call_noproc_name', [call('nobody', 'next'), note('result')]),
    expected: { result: failed('noproc') },
  },
  {
    source: GEN,
    script: script(
      'call_name_on_this_node',
      [start(S, 'srv'), call(t('srv', NODE), 'next'), note('found'), call(t('nobody', NODE), 'next'), note('lost')],
      { s: server() },
    ),
    expected: { found: '{ok,next}', lost: failed('noproc') },
  },
  {
    source: GEN,
    script: script('call_nodedown', [begin, call(t('srv', 'x@nowhere'), 'next'), elapsed(), note('result')]),
    expected: { elapsed_ms: '0', result: failed('{nodedown,x@nowhere}') },
  },
  {
    source: GEN,
    script: script('call_global_noproc', [call(t('global', 'nobody'), 'next'), note('result')]),
    expected: { result: failed('noproc') },
  },
  {
    source: SERVER,
    script: script(
      'cast_never_fails',
      [
        start(S),
        kill(S),
        sleep(50),
        { ...cast('nobody', 'x'), as: 'R' },
        note('name'),
        { ...cast(pid(S), 'x'), as: 'R' },
        note('dead'),
        { ...cast(t('global', 'nobody'), 'x'), as: 'R' },
        note('global'),
      ],
      { s: server() },
    ),
    expected: { name: 'ok', dead: 'ok', global: 'ok' },
  },
  {
    source: MANUAL,
    script: script('send_to_no_name_is_badarg', [{ ...send('nobody', 'x'), as: 'R', catch: true }, note('result')]),
    expected: { result: '{error,{badarg,stack}}' },
  },
  // The caller.
  {
    source: GEN,
    script: script(
      'call_infinity',
      [start(S), begin, call(pid(S), t('slow', 6000), 'infinity'), elapsed(), note('result')],
      { s: server() },
    ),
    expected: { elapsed_ms: '6000', result: '{ok,x}' },
  },
  {
    source: SERVER,
    script: script(
      'call_default_timeout',
      [
        start(S),
        begin,
        { do: 'call', to: pid(S), request: t('slow', 6000), as: 'R', catch: true },
        elapsed(),
        note('result'),
      ],
      { s: server() },
    ),
    expected: { elapsed_ms: '5000', result: failed('timeout') },
  },
  {
    source: GEN,
    script: script(
      'server_killed_during_call',
      [start(S), spawn('killer'), begin, call(pid(S), t('slow', 500)), elapsed(), note('result'), mailbox('mailbox')],
      { s: server(), killer: [sleep(100), kill(S)] },
    ),
    expected: { elapsed_ms: '100', result: failed('killed'), mailbox: '[]' },
  },
  {
    source: GEN,
    script: script(
      'reply_to_dead_client',
      [start(S), spawn('c1'), sleep(50), kill('c1'), call(pid(S), 'next'), note('result')],
      { s: server(), c1: [call(pid(S), t('slow', 200))] },
    ),
    expected: { result: '{ok,next}' },
  },
  {
    source: GEN,
    script: script(
      'crash_with_queued_callers',
      [start(S), spawn('c1'), sleep(50), spawn('c2'), spawn('c3'), sleep(200)],
      {
        s: server(),
        c1: [call(pid(S), t('slow_boom', 100)), note('c1')],
        c2: [call(pid(S), 'next'), note('c2')],
        c3: [call(pid(S), 'next'), note('c3')],
      },
    ),
    expected: { c1: failed('{boom,stack}'), c2: failed('{boom,stack}'), c3: failed('{boom,stack}') },
  },
  {
    source: SERVER,
    script: script(
      'two_clients_first_come_first_served',
      [start(S), spawn('c1'), sleep(50), spawn('c2'), sleep(50), spawn('c3'), sleep(700)],
      {
        s: server(),
        ...Object.fromEntries(['c1', 'c2', 'c3'].map((c) => [c, [call(pid(S), t('slow', 200)), elapsed(`${c}_ms`)]])),
      },
    ),
    expected: { c1_ms: '200', c2_ms: '400', c3_ms: '600' },
  },
  // Requests.
  {
    source: GEN,
    script: script(
      'send_request_pipeline',
      [
        start(S),
        ask(t('slow', 100), 'Q1'),
        ask(t('echo', 'b'), 'Q2'),
        ask(t('echo', 'c'), 'Q3'),
        response('receive_response', 1000, 'Q3'),
        note('third'),
        response('receive_response', 1000, 'Q1'),
        note('first'),
        response('wait_response', 1000, 'Q2'),
        note('second'),
        mailbox('mailbox'),
      ],
      { s: server() },
    ),
    expected: { third: '{reply,c}', first: '{reply,x}', second: '{reply,b}', mailbox: '[]' },
  },
  {
    source: GEN,
    script: script(
      'receive_response_gives_up',
      [
        start(S),
        ask(t('slow', 200)),
        response('receive_response', 100),
        note('result'),
        sleep(200),
        mailbox('mailbox'),
      ],
      { s: server() },
    ),
    expected: { result: 'timeout', mailbox: '[]' },
  },
  {
    source: GEN,
    script: script(
      'request_to_a_server_that_dies',
      [start(S), ask('boom'), response('wait_response', 1000), note('result')],
      { s: server() },
    ),
    expected: { result: "{error,{{boom,stack},'<s>'}}" },
  },
  {
    source: GEN,
    script: script('request_to_nobody', [
      { do: 'send_request', to: 'nobody', request: 'x', as: 'Q' },
      response('wait_response', 100),
      note('result'),
    ]),
    expected: { result: '{error,{noproc,nobody}}' },
  },
  {
    source: SERVER,
    script: script(
      'reply_is_dropped_after_a_timeout_of_zero',
      [start(S), call(pid(S), t('slow', 50), 0), note('result'), sleep(100), mailbox('mailbox')],
      { s: server() },
    ),
    expected: { result: failed('timeout'), mailbox: '[]' },
  },
  {
    source: SERVER,
    script: script(
      'chain_with_a_longer_timeout_outside',
      [start('a'), start('b', 'b'), begin, call(pid('a'), 'chain', 400), elapsed(), note('result')],
      { a: server({ chain: [bare('b', t('slow', 500), 200), ret('reply', v('R'), STATE)] }), b: server() },
    ),
    expected: { elapsed_ms: '200', result: failed("{timeout,{gen_server,call,'...'}}") },
  },
]
