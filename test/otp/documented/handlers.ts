import { begin, call, elapsed, mailbox, note, pid, ret, script, send, server, sleep, start, t, v } from '../kit.ts'
import type { Documented } from './kit.ts'
import { failed, S, SERVER, STATE } from './kit.ts'

/** What a callback may do, and the timeouts of a server. */
export const handlers: readonly Documented[] = [
  // What a handler may do.
  {
    source: SERVER,
    script: script('throw_is_return', [start(S), call(pid(S), 'thrown'), note('result')], {
      s: server({ thrown: [{ do: 'throw', reason: t('reply', 'caught', STATE) }] }),
    }),
    expected: { result: '{ok,caught}' },
  },
  {
    source: SERVER,
    script: script('exit_in_handler', [start(S), call(pid(S), 'leave'), note('result')], {
      s: server({ leave: [{ do: 'exit', reason: 'left' }] }),
    }),
    expected: { result: failed('left') },
  },
  {
    source: SERVER,
    script: script('unknown_request_is_function_clause', [start(S), call(pid(S), 'unheard'), note('result')], {
      s: server(),
    }),
    expected: { result: failed('{function_clause,stack}') },
  },
  {
    source: SERVER,
    script: script(
      'reply_first_then_slow',
      [start(S), begin, call(pid(S), 'early'), elapsed('first_ms'), call(pid(S), 'next'), elapsed('second_ms')],
      {
        s: server({ early: [{ do: 'reply', to: v('From'), value: 'early' }, sleep(200), ret('noreply', STATE)] }),
      },
    ),
    expected: { first_ms: '0', second_ms: '200' },
  },
  {
    source: SERVER,
    script: script(
      'reply_then_crash',
      [start(S), call(pid(S), 'both'), note('result'), sleep(50), mailbox('mailbox')],
      {
        s: server({
          both: [
            { do: 'reply', to: v('From'), value: 'one' },
            { do: 'error', reason: 'boom' },
          ],
        }),
      },
    ),
    expected: { result: '{ok,one}', mailbox: '[]' },
  },
  // Timeouts of the server.
  {
    source: SERVER,
    script: script(
      'timeout_after_silence',
      [start(S), call(pid(S), 'limit'), sleep(200), call(pid(S), 'state'), note('state')],
      {
        s: server(
          { limit: [ret('reply', 'ok', STATE, 100)] },
          { info: { timeout: [ret('noreply', { append: [STATE, 'timeout'] })] } },
        ),
      },
    ),
    expected: { state: '{ok,[timeout]}' },
  },
  {
    source: SERVER,
    script: script(
      'timeout_ends_with_any_message',
      [
        start(S),
        call(pid(S), 'limit'),
        sleep(50),
        send(pid(S), 'hello'),
        sleep(200),
        call(pid(S), 'state'),
        note('state'),
      ],
      {
        s: server(
          { limit: [ret('reply', 'ok', STATE, 100)] },
          {
            info: {
              timeout: [ret('noreply', { append: [STATE, 'timeout'] })],
              _: [ret('noreply', { append: [STATE, v('Message')] })],
            },
          },
        ),
      },
    ),
    expected: { state: '{ok,[hello]}' },
  },
  {
    source: SERVER,
    script: script('timeout_from_init', [start(S), sleep(200), call(pid(S), 'state'), note('state')], {
      s: server({}, { init: [ret('ok', [], 100)], info: { timeout: [ret('noreply', ['timeout'])] } }),
    }),
    expected: { state: '{ok,[timeout]}' },
  },
  {
    source: SERVER,
    script: script(
      'hibernate_changes_nothing',
      [start(S), call(pid(S), 'rest'), note('result'), call(pid(S), 'next'), note('next')],
      { s: server({ rest: [ret('reply', 'ok', STATE, 'hibernate')] }) },
    ),
    expected: { result: '{ok,ok}', next: '{ok,next}' },
  },
]
