import type { Operation } from '../../../src/model/otp/index.ts'
import {
  alive,
  begin,
  call,
  elapsed,
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
import { failed, GEN, linked, PROC_LIB, S, SERVER, STATE, trap } from './kit.ts'

/** `init`, and what a starter sees. */
export const starting: readonly Documented[] = [
  // init and what a starter sees.
  ...(
    [
      ['stop', [ret('stop', 'no')], '{error,no}'],
      ['ignore', [{ do: 'return', value: 'ignore' }], 'ignore'],
      ['crash', [{ do: 'error', reason: 'boom' }], '{error,{boom,stack}}'],
      ['exit', [{ do: 'exit', reason: 'left' }], '{error,left}'],
      ['throw', [{ do: 'throw', reason: t('ok', []) }], "{ok,'<s>'}"],
      ['odd', [{ do: 'return', value: 'odd' }], '{error,{bad_return_value,odd}}'],
    ] as const
  ).map(
    ([name, init, result]): Documented => ({
      source: SERVER,
      script: script(
        `init_${name}`,
        [start(S, S), note('result'), mailbox('mailbox'), { do: 'whereis', name: S, as: 'W' }, note('name', v('W'))],
        { s: server({}, { init }) },
      ),
      expected: { result, mailbox: '[]', name: name === 'throw' ? "'<s>'" : 'undefined' },
    }),
  ),
  {
    source: SERVER,
    script: script('init_stop_linked_and_trapping', [trap, linked(S), note('result'), sleep(50), mailbox('mailbox')], {
      s: server({}, { init: [ret('stop', 'no')] }),
    }),
    expected: { result: '{error,no}', mailbox: "[{'EXIT','<s>',no}]" },
  },
  {
    source: SERVER,
    script: script('init_ignore_linked', [linked(S), note('result'), sleep(50), mailbox('mailbox')], {
      s: server({}, { init: [{ do: 'return', value: 'ignore' }] }),
    }),
    expected: { result: 'ignore', mailbox: '[]' },
  },
  {
    source: PROC_LIB,
    script: script(
      'init_timeout',
      [
        begin,
        { do: 'start', process: S, name: S, timeout: 100, as: 'R' },
        elapsed(),
        note('result'),
        sleep(50),
        alive('alive', S),
        mailbox('mailbox'),
      ].flat() as Operation[],
      { s: server({}, { init: [sleep(500), ret('ok', [])] }) },
    ),
    expected: { elapsed_ms: '100', result: '{error,timeout}', alive: 'false', mailbox: '[]' },
  },
  {
    source: PROC_LIB,
    script: script(
      'init_timeout_linked',
      [{ do: 'start', process: S, link: true, timeout: 100, as: 'R' }, note('result'), sleep(50), mailbox('mailbox')],
      { s: server({}, { init: [sleep(500), ret('ok', [])] }) },
    ),
    expected: { result: '{error,timeout}', mailbox: '[]' },
  },
  {
    source: GEN,
    script: script(
      'already_started',
      [start('s1', 'srv'), start('s2', 'srv'), note('result'), call('srv', 'next'), note('next')],
      { s1: server(), s2: server() },
    ),
    expected: { result: "{error,{already_started,'<s1>'}}", next: '{ok,next}' },
  },
  {
    source: SERVER,
    script: script(
      'continue_from_init_before_queued_messages',
      [spawn('starter'), sleep(50), call('srv', t('push', 'call')), call('srv', 'state'), note('state')],
      {
        starter: [start(S, 'srv'), sleep(1000)],
        s: server(
          {},
          {
            init: [send(pid(S), 'early'), sleep(100), ret('ok', ['init'], t('continue', 'more'))],
            continue: { more: [ret('noreply', { append: [STATE, 'continued'] })] },
          },
        ),
      },
    ),
    expected: { state: '{ok,[init,continued,{info,early},call]}' },
  },
  {
    source: SERVER,
    script: script('continue_after_continue', [start(S), call(pid(S), 'first'), call(pid(S), 'state'), note('state')], {
      s: server(
        { first: [ret('reply', 'ok', STATE, t('continue', 'one'))] },
        {
          continue: {
            one: [ret('noreply', ['one'], t('continue', 'two'))],
            two: [ret('noreply', { append: [STATE, 'two'] })],
          },
        },
      ),
    }),
    expected: { state: '{ok,[one,two]}' },
  },
  {
    source: SERVER,
    script: script(
      'stop_from_continue',
      [start(S), call(pid(S), 'first'), note('first'), call(pid(S), 'next'), note('next')],
      {
        s: server(
          { first: [ret('reply', 'ok', STATE, t('continue', 'end'))] },
          { continue: { end: [sleep(100), ret('stop', 'ended', STATE)] } },
        ),
      },
    ),
    expected: { first: '{ok,ok}', next: failed('ended') },
  },
  {
    source: SERVER,
    script: script(
      'enter_loop',
      [spawn('s'), sleep(50), call('srv', t('push', 'x')), call('srv', 'state'), note('state')],
      {
        s: {
          ...server(),
          program: [{ do: 'register', name: 'srv' }, { do: 'enter_loop', state: ['entered'] }, note('never', 'x')],
        },
      },
    ),
    expected: { state: '{ok,[entered,x]}' },
  },
]
