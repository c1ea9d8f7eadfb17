import { expect, test } from 'vitest'
import type { Violation } from '../../src/index.ts'
import { boundSentence, headline, violationSentence, violationWord } from '../../src/report/words.ts'

const running = () => 'running' as const
const explanation = { cycle: [], chain: [], core: ['a'], victims: [], waits: [] }

test.each<[Violation, string, string, string]>([
  [
    { kind: 'deadlock', extent: 'partial', explanation },
    'deadlock',
    'deadlock, these actors never move again, whatever the others do',
    'a never moves again; its state declares no wait (meta: { waits }) that would say why.',
  ],
  [{ kind: 'always' }, 'does not hold', "'P' does not hold", "'P' is false in a state that can be reached."],
  [
    { kind: 'at-most-one', tag: 'critical', actors: ['a', 'b', 'c'] },
    'not exclusive',
    "'critical' is not exclusive",
    "a, b and c are 'critical' at the same time; at most one may be.",
  ],
  [{ kind: 'never' }, 'never happens', "'P' never happens", "No reachable state shows 'P'."],
  [
    { kind: 'vacuous' },
    'vacuous',
    "'P' says nothing",
    "The premise of 'P' holds in no reachable state, so that it says nothing.",
  ],
  [
    { kind: 'unhandled', actor: 'a', from: 'b', event: { type: 'go' } },
    'unhandled event',
    'an event that its receiver cannot take',
    "a gets 'go' from b in a state that does not take it.",
  ],
  [{ kind: 'error', actor: 'a', message: 'boom' }, 'error', 'user code threw', 'a threw: boom.'],
])('%j', (violation, word, title, sentence) => {
  const counterexample = { property: 'P', violation, steps: [] }
  expect(violationWord(violation)).toBe(word)
  expect(headline(counterexample)).toBe(title)
  expect(violationSentence(counterexample, running)).toBe(sentence)
})

test.each([
  [{ bound: 'states', limit: 20_000_000 }, 'stopped at 20,000,000 states (--max-states raises the bound)'],
  [{ bound: 'depth', limit: 1 }, 'stopped at a depth of 1 step (--max-depth raises the bound)'],
  [{ bound: 'memory', limit: 6 * 2 ** 30 }, 'stopped at 6,144 MiB (--max-memory raises the bound)'],
  [
    { bound: 'memory', limit: 2 ** 30, fixed: 'system' },
    "stopped at 1,024 MiB of the system's own tables, which is all that these can have: look at what keeps growing",
  ],
  [
    { bound: 'memory', limit: 4e9, fixed: 'states' },
    'stopped at 3,815 MiB of states, which is all that these can have: --reduce and --bitstate take less',
  ],
  [{ bound: 'seconds', limit: 0.5 }, 'stopped after 0.5 seconds (--max-seconds raises the bound)'],
  [{ bound: 'interrupted', limit: 0 }, 'interrupted by the user'],
] as const)('%j', (hit, sentence) => {
  expect(boundSentence(hit)).toBe(sentence)
})
