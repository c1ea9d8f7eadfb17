import type { Operation, ProcessScript } from '../../../src/model/otp/index.ts'
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
} from '../kit.ts'
import type { Documented } from './kit.ts'
import { down, failed, GEN, linked, MANUAL, monitor, PROC_LIB, S, SERVER, STATE, trap } from './kit.ts'

const one = (
  name: string,
  source: string,
  program: readonly (Operation | readonly Operation[])[],
  expected: Record<string, string>,
  others: Record<string, ProcessScript | readonly Operation[]> = { s: server() },
  ways = 1,
): Documented => ({
  source,
  script: script(name, program, others as Record<string, ProcessScript>),
  expected,
  ways,
})
const caught = (operation: Operation): Operation => ({ ...operation, as: 'R', catch: true })
const link = (process: string): Operation => ({ do: 'link', to: pid(process) })
const toSelf = (reason: string): Operation => ({ do: 'signal', to: pid('main'), reason })

/** Signals between processes, names, and what a server does to itself. */
export const signals: readonly Documented[] = [
  one(
    'request_to_oneself',
    GEN,
    [start(S), call(pid(S), 'me', 1000), note('result'), call(pid(S), 'state'), note('state')],
    { result: '{ok,timeout}', state: '{ok,[]}' },
    {
      s: server({
        me: [
          { do: 'send_request', to: pid(S), request: 'next', as: 'Q' },
          { do: 'wait_response', request: v('Q'), timeout: 100, as: 'R' },
          ret('reply', v('R'), STATE),
        ],
      }),
    },
  ),
  one(
    'cast_to_oneself',
    SERVER,
    [start(S), call(pid(S), 'me'), call(pid(S), 'state'), note('state')],
    { state: '{ok,[{info,m},c]}' },
    {
      s: server({ me: [send(pid(S), 'm'), cast(pid(S), t('push', 'c')), ret('reply', 'ok', STATE)] }),
    },
  ),
  one(
    'link_to_the_dead_trapping',
    MANUAL,
    [start(S), kill(S), sleep(50), trap, caught(link(S)), note('result'), sleep(50), mailbox('mailbox')],
    { result: '{ok,true}', mailbox: "[{'EXIT','<s>',noproc}]" },
  ),
  one(
    'link_to_the_dead',
    MANUAL,
    [start(S), spawn('c1'), sleep(20), monitor(pid('c1')), kill(S), down, note('down')],
    { linked: '{error,{noproc,stack}}', down: "{'DOWN','#r1',process,'<c1>',normal}" },
    { s: server(), c1: [sleep(100), caught(link(S)), note('linked')] },
  ),
  one(
    'server_stops_under_a_trapping_parent',
    SERVER,
    [trap, linked(S), call(pid(S), 'stop_bye'), sleep(50), mailbox('mailbox')],
    { mailbox: "[{'EXIT','<s>',normal}]" },
  ),
  one(
    'server_crashes_under_its_parent',
    SERVER,
    [spawn('parent'), sleep(50), monitor(pid('parent')), cast(pid(S), 'boom'), down, note('down')],
    { down: "{'DOWN','#r1',process,'<parent>',{boom,stack}}" },
    { s: server(), parent: [linked(S), sleep('infinity')] },
    2,
  ),
  one(
    'init_stop_kills_a_linked_starter',
    PROC_LIB,
    [spawn('parent'), monitor(pid('parent')), down, note('down')],
    { down: "{'DOWN','#r1',process,'<parent>',no}" },
    { s: server({}, { init: [ret('stop', 'no')] }), parent: [linked(S), sleep('infinity')] },
    2,
  ),
  one('unlink', MANUAL, [trap, linked(S), { do: 'unlink', to: pid(S) }, kill(S), sleep(50), mailbox('mailbox')], {
    mailbox: '[]',
  }),
  // The exit signal is under way when the link ends: it no longer counts, unless it was there before.
  one(
    'unlink_meets_exit',
    MANUAL,
    [trap, linked(S), cast(pid(S), 'die'), sleep(100), { do: 'unlink', to: pid(S) }, sleep(50), mailbox('mailbox')],
    { mailbox: '[]' },
    { s: server({}, { cast: { die: [sleep(100), { do: 'exit', reason: 'gone' }] } }) },
    2,
  ),
  one(
    'demonitor_flushes',
    MANUAL,
    [start(S), monitor(pid(S)), kill(S), sleep(50), { do: 'demonitor', ref: v('Ref') }, mailbox('mailbox')],
    { mailbox: '[]' },
  ),
  one(
    'exit_to_oneself_trapping',
    MANUAL,
    [trap, toSelf('normal'), toSelf('oops'), mailbox('mailbox')],
    { mailbox: "[{'EXIT','<main>',normal},{'EXIT','<main>',oops}]" },
    {},
  ),
  one(
    'exit_normal_to_oneself',
    MANUAL,
    [spawn('c1'), monitor(pid('c1')), down, note('down')],
    { down: "{'DOWN','#r1',process,'<c1>',normal}" },
    { c1: [sleep(50), { do: 'signal', to: pid('c1'), reason: 'normal' }, note('never')] },
  ),
  one(
    'exit_kill_by_oneself_is_kill',
    MANUAL,
    [start(S), call(pid(S), 'die'), note('result')],
    { result: failed('kill') },
    { s: server({ die: [{ do: 'exit', reason: 'kill' }] }) },
  ),
  one(
    'registering_twice',
    MANUAL,
    [
      { do: 'register', name: 'x' },
      caught({ do: 'register', name: 'y' }),
      note('other'),
      caught({ do: 'register', name: 'x' }),
      note('again'),
    ],
    { other: '{error,{badarg,stack}}', again: '{error,{badarg,stack}}' },
    {},
  ),
  one(
    'unregistering',
    MANUAL,
    [
      { do: 'register', name: 'x' },
      caught({ do: 'unregister', name: 'x' }),
      note('first'),
      caught({ do: 'unregister', name: 'x' }),
      note('second'),
      { do: 'whereis', name: 'x', as: 'R' },
      note('third'),
    ],
    { first: '{ok,true}', second: '{error,{badarg,stack}}', third: 'undefined' },
    {},
  ),
  one(
    'a_server_has_one_name',
    GEN,
    [start(S, 'one'), call('one', 'rename'), note('result')],
    { result: '{ok,{error,{badarg,stack}}}' },
    { s: server({ rename: [caught({ do: 'register', name: 'two' }), ret('reply', v('R'), STATE)] }) },
  ),
  one(
    'stop_with_a_reason',
    SERVER,
    [start(S), call(pid(S), 'oops'), note('result')],
    { result: failed('oops'), terminate: 'oops' },
    { s: server({ oops: [ret('stop', 'oops', STATE)] }, { terminate: [note('terminate', v('Reason'))] }) },
  ),
  one(
    'stop_with_a_reason_and_a_reply',
    SERVER,
    [start(S), monitor(pid(S)), call(pid(S), 'oops'), note('result'), down, note('down')],
    { result: '{ok,bye}', down: "{'DOWN','#r1',process,'<s>',{shutdown,x}}" },
    { s: server({ oops: [ret('stop', t('shutdown', 'x'), 'bye', STATE)] }) },
  ),
  one(
    'worker_answers_too_late',
    SERVER,
    [start(S), begin, call(pid(S), 'other', 100), elapsed(), note('result'), sleep(200), mailbox('mailbox')],
    { elapsed_ms: '100', result: failed('timeout'), mailbox: '[]' },
    {
      s: server({ other: [spawn('worker', 'From'), ret('noreply', STATE)] }),
      worker: [sleep(200), { do: 'reply', to: v('From'), value: 'late' }],
    },
  ),
  one(
    'worker_dies_without_an_answer',
    SERVER,
    [start(S), call(pid(S), 'other', 100), note('result'), call(pid(S), 'next'), note('next')],
    { result: failed('timeout'), next: '{ok,next}' },
    {
      s: server({ other: [spawn('worker', 'From'), ret('noreply', STATE)] }),
      worker: [{ do: 'exit', reason: 'gone' }],
    },
  ),
  one(
    'server_dies_with_a_deferred_caller',
    SERVER,
    [start(S), spawn('c1'), sleep(50), cast(pid(S), 'boom'), sleep(50)],
    { c1: failed('{boom,stack}') },
    { s: server(), c1: [call(pid(S), 'defer', 'infinity'), note('c1')] },
  ),
  one(
    'chain_of_crashes',
    SERVER,
    [start('a'), start('b', 'b'), call(pid('a'), 'chain'), note('result'), alive('a', 'a')],
    { result: failed("{{boom,stack},{gen_server,call,'...'}}"), a: 'false' },
    { a: server({ chain: [bare('b', 'boom'), ret('reply', v('R'), STATE)] }), b: server() },
  ),
  one(
    'cycle_of_three',
    SERVER,
    [start('a', 'a'), start('b', 'b'), start('c', 'c'), begin, call('a', 'round', 1000), elapsed(), note('result')],
    { elapsed_ms: '100', result: "{ok,{exit,{timeout,{gen_server,call,'...'}}}}" },
    {
      a: server({ round: [call('b', 'round', 100), ret('reply', v('R'), STATE)] }),
      b: server({ round: [call('c', 'round', 300), ret('reply', v('R'), STATE)] }),
      c: server({ round: [call('a', 'round', 300), ret('reply', v('R'), STATE)] }),
    },
  ),
  one(
    'name_is_free_after_the_stop',
    PROC_LIB,
    [
      start('s1', 'srv'),
      { do: 'stop', to: 'srv' },
      start('s2', 'srv'),
      note('result'),
      call('srv', 'next'),
      note('next'),
    ],
    { result: "{ok,'<s2>'}", next: '{ok,next}' },
    { s1: server(), s2: server() },
  ),
  one(
    'name_is_free_after_the_crash',
    GEN,
    [start('s1', 'srv'), call('srv', 'boom'), call('srv', 'next'), note('between'), start('s2', 'srv'), note('result')],
    { between: failed('noproc'), result: "{ok,'<s2>'}" },
    { s1: server(), s2: server() },
  ),
]
