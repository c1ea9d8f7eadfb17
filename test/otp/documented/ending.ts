import type { Operation } from '../../../src/model/otp/index.ts'
import {
  alive,
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
  server,
  sleep,
  spawn,
  start,
  t,
  v,
} from '../kit.ts'
import type { Documented } from './kit.ts'
import { down, failed, linked, MANUAL, monitor, PROC_LIB, S, SERVER, stop, trap } from './kit.ts'

/** How a server ends, signals, links, monitors and `stop`. */
export const ending: readonly Documented[] = [
  // The end.
  {
    source: SERVER,
    script: script(
      'reply_of_a_stop_comes_after_terminate',
      [start(S), begin, call(pid(S), 'stop_bye'), elapsed(), note('result')],
      { s: server({}, { terminate: [note('terminate', v('Reason')), sleep(100)] }) },
    ),
    expected: { elapsed_ms: '100', result: '{ok,bye}', terminate: 'normal' },
  },
  {
    source: SERVER,
    script: script('crash_in_terminate', [start(S), monitor(pid(S)), cast(pid(S), 'boom'), down, note('down')], {
      s: server({}, { terminate: [note('terminate', v('Reason')), { do: 'exit', reason: 'worse' }] }),
    }),
    expected: { terminate: '{boom,stack}', down: "{'DOWN','#r1',process,'<s>',worse}" },
  },
  {
    source: SERVER,
    script: script('killed_without_terminate', [start(S), monitor(pid(S)), kill(S), down, note('down')], {
      s: server({}, { init: [trap, ret('ok', [])], terminate: [note('terminate', v('Reason'))] }),
    }),
    expected: { down: "{'DOWN','#r1',process,'<s>',killed}" },
  },
  {
    source: SERVER,
    script: script(
      'parent_exit_terminates_a_trapping_server',
      [spawn('parent'), sleep(50), monitor(pid(S)), kill('parent'), down, note('down')],
      {
        parent: [linked(S), sleep('infinity')],
        s: server({}, { init: [trap, ret('ok', [])], terminate: [note('terminate', v('Reason'))] }),
      },
    ),
    expected: { terminate: 'killed', down: "{'DOWN','#r1',process,'<s>',killed}" },
    // The monitor may arrive after the death.
    ways: 2,
  },
  {
    source: SERVER,
    script: script(
      'parent_exit_kills_another_server',
      [spawn('parent'), sleep(50), monitor(pid(S)), kill('parent'), down, note('down')],
      {
        parent: [linked(S), sleep('infinity')],
        s: server({}, { terminate: [note('terminate', v('Reason'))] }),
      },
    ),
    expected: { down: "{'DOWN','#r1',process,'<s>',killed}" },
    // The monitor may arrive after the death.
    ways: 2,
  },
  {
    source: SERVER,
    script: script(
      'exit_of_others_is_a_message_to_a_trapping_server',
      [start(S), { do: 'signal', to: pid(S), reason: 'oops' }, call(pid(S), 'state'), note('state')],
      { s: server({}, { init: [trap, ret('ok', [])] }) },
    ),
    expected: { state: "{ok,[{info,{'EXIT','<main>',oops}}]}" },
  },
  {
    source: MANUAL,
    script: script(
      'exit_signals',
      [
        start(S),
        { do: 'signal', to: pid(S), reason: 'normal' },
        call(pid(S), 'next'),
        note('normal'),
        { do: 'signal', to: pid(S), reason: 'oops' },
        call(pid(S), 'next'),
        note('oops'),
      ],
      { s: server() },
    ),
    expected: { normal: '{ok,next}', oops: failed('noproc') },
  },
  {
    source: MANUAL,
    script: script(
      'links_pull_down_and_trap',
      [
        trap,
        { ...spawn('a'), link: true } as Operation,
        { do: 'receive', as: 'R' },
        note('result'),
        sleep(50),
        alive('b', 'b'),
      ].flat() as Operation[],
      {
        a: [{ ...spawn('b'), link: true } as Operation, sleep(50), { do: 'exit', reason: 'gone' }],
        b: [sleep('infinity')],
      },
    ),
    expected: { result: "{'EXIT','<a>',gone}", b: 'false' },
  },
  {
    source: MANUAL,
    script: script(
      'monitors',
      [
        start(S, 'srv'),
        monitor(pid(S)),
        monitor('srv'),
        kill(S),
        down,
        note('pid'),
        down,
        note('name'),
        monitor(pid(S)),
        down,
        note('dead'),
        monitor('srv'),
        down,
        note('nobody'),
      ],
      { s: server() },
    ),
    expected: {
      pid: "{'DOWN','#r1',process,'<s>',killed}",
      name: "{'DOWN','#r2',process,{srv,nonode@nohost},killed}",
      dead: "{'DOWN','#r3',process,'<s>',noproc}",
      nobody: "{'DOWN','#r4',process,{srv,nonode@nohost},noproc}",
    },
  },
  {
    source: PROC_LIB,
    script: script(
      'stop_noproc',
      [stop('nobody'), note('name'), start(S), kill(S), sleep(50), stop(pid(S)), note('dead')],
      { s: server() },
    ),
    expected: { name: '{exit,noproc}', dead: '{exit,noproc}' },
  },
  {
    source: PROC_LIB,
    script: script(
      'stop_with_reason',
      [
        start(S, 'srv'),
        stop('srv', { reason: 'shutdown' }),
        note('result'),
        { do: 'whereis', name: 'srv', as: 'W' },
        note('name', v('W')),
      ],
      { s: server({}, { terminate: [note('terminate', v('Reason'))] }) },
    ),
    expected: { result: '{ok,ok}', terminate: 'shutdown', name: 'undefined' },
  },
  {
    source: PROC_LIB,
    script: script(
      'stop_timeout',
      [
        start(S),
        begin,
        spawn('c1'),
        sleep(50),
        stop(pid(S), { timeout: 100 }),
        elapsed(),
        note('result'),
        mailbox('mailbox'),
        sleep(200),
        alive('alive', S),
      ].flat() as Operation[],
      { s: server(), c1: [call(pid(S), t('slow', 250))] },
    ),
    expected: { elapsed_ms: '150', result: '{exit,timeout}', mailbox: '[]', alive: 'false' },
  },
  {
    source: PROC_LIB,
    script: script('stop_after_queued', [start(S), cast(pid(S), t('push', 'x')), stop(pid(S)), note('result')], {
      s: server({}, { terminate: [note('terminate', v('State'))] }),
    }),
    expected: { result: '{ok,ok}', terminate: '[x]' },
  },
  {
    source: PROC_LIB,
    script: script('two_stops', [start(S), spawn('c1'), sleep(50), spawn('c2'), sleep(50), spawn('c3'), sleep(300)], {
      s: server(),
      c1: [call(pid(S), t('slow', 200))],
      c2: [stop(pid(S)), note('c2')],
      c3: [stop(pid(S)), note('c3')],
    }),
    expected: { c2: '{ok,ok}', c3: "{exit,{normal,{sys,terminate,'...'}}}" },
  },
  {
    source: PROC_LIB,
    script: script('stop_and_crash_in_terminate', [start(S), stop(pid(S)), note('result')], {
      s: server({}, { terminate: [{ do: 'exit', reason: 'worse' }] }),
    }),
    expected: { result: '{exit,worse}' },
  },
]
