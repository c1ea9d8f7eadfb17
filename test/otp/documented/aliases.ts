import type { Operation } from '../../../src/model/otp/index.ts'
import { call, kill, mailbox, note, pid, ret, script, send, server, sleep, spawn, start, t, v } from '../kit.ts'
import type { Documented } from './kit.ts'
import { down, MANUAL, S, SERVER, STATE } from './kit.ts'

const ref = (what: 'make_ref' | 'alias'): Operation => ({ do: what, as: 'Ref' })
const watch: Operation = { do: 'monitor', to: pid(S), alias: true, as: 'Ref' }
const unalias: Operation = { do: 'unalias', ref: v('Ref'), as: 'R' }
const byHand = (tag: typeof STATE): Operation => send(pid(S), t('$gen_call', t(pid('main'), tag), t('slow', 100)))

/** Aliases, and calls without them. */
export const aliases: readonly Documented[] = [
  {
    source: SERVER,
    script: script(
      'call_by_hand_without_alias',
      [
        start(S),
        ref('make_ref'),
        byHand(v('Ref')),
        { do: 'receive', match: t(v('Ref'), '_'), timeout: 50, as: 'R' },
        note('result'),
        sleep(100),
        mailbox('mailbox'),
        call(pid(S), 'next'),
        note('next'),
      ],
      { s: server() },
    ),
    expected: { result: 'timeout', mailbox: "[{'#r1',x}]", next: '{ok,next}' },
  },
  {
    source: MANUAL,
    script: script(
      'alias_until_unalias',
      [
        ref('alias'),
        spawn('c1', 'Ref'),
        sleep(50),
        unalias,
        note('first'),
        unalias,
        note('second'),
        sleep(100),
        mailbox('mailbox'),
      ],
      { c1: [send(v('Ref'), 'early'), sleep(100), send(v('Ref'), 'late')] },
    ),
    expected: { first: 'true', second: 'false', mailbox: '[early]' },
  },
  {
    source: MANUAL,
    script: script(
      'alias_of_a_monitor_ends_with_demonitor',
      [
        start(S),
        watch,
        spawn('c1', 'Ref'),
        sleep(50),
        { do: 'demonitor', ref: v('Ref') },
        sleep(100),
        mailbox('mailbox'),
      ],
      { s: server(), c1: [send(v('Ref'), 'early'), sleep(100), send(v('Ref'), 'late')] },
    ),
    expected: { mailbox: '[early]' },
  },
  {
    source: MANUAL,
    script: script(
      'alias_of_a_monitor_ends_with_down',
      [start(S), watch, spawn('c1', 'Ref'), sleep(50), kill(S), down, note('down'), sleep(100), mailbox('mailbox')],
      { s: server(), c1: [sleep(100), send(v('Ref'), 'late')] },
    ),
    expected: { down: "{'DOWN','#r1',process,'<s>',killed}", mailbox: '[]' },
  },
  {
    source: MANUAL,
    script: script('alias_gone_monitor_stays', [start(S), watch, unalias, note('gone'), kill(S), down, note('down')], {
      s: server(),
    }),
    expected: { gone: 'true', down: "{'DOWN','#r1',process,'<s>',killed}" },
  },
  {
    source: SERVER,
    script: script(
      'answer_at_the_timeout',
      [start(S), call(pid(S), t('slow', 100), 100), note('result'), sleep(50), mailbox('mailbox')],
      { s: server() },
    ),
    // Whichever comes first; the reply is never left over.
    expected: { result: "{exit,{timeout,{gen_server,call,'...'}}}", mailbox: '[]' },
    ways: 2,
  },
  {
    source: SERVER,
    script: script(
      'call_back_into_the_caller',
      [start('a', 'a'), start('b', 'b'), call('a', 'there'), note('result')],
      {
        a: server({ there: [call('b', 'back', 300), ret('reply', v('R'), STATE)] }),
        b: server({ back: [call('a', 'next', 100), ret('reply', v('R'), STATE)] }),
      },
    ),
    expected: { result: "{ok,{ok,{exit,{timeout,{gen_server,call,'...'}}}}}" },
  },
]
