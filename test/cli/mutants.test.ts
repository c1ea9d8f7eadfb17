import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import type { Io } from '../../src/cli/io.ts'
import type { Nursery } from '../../src/cli/mutants-command.ts'
import { mutantsCommand } from '../../src/cli/mutants-command.ts'
import type { Property } from '../../src/index.ts'
import { always, deadlockFree, defineSystem, sometimes } from '../../src/index.ts'
import { editsOf, watched, withMachine } from '../../src/model/mutation/machine.ts'
import { send } from '../../src/model/send.ts'
import type { Ended } from './sim.ts'
import { sim } from './sim.ts'

/** Asks once and waits for the answer. */
const asker = setup({
  types: { context: {} as { heard: boolean } },
  actions: { ask: send('b', { type: 'ask' }), hear: assign({ heard: true }) },
}).createMachine({
  id: 'asker',
  context: { heard: false },
  initial: 'asking',
  states: {
    asking: { entry: 'ask', on: { answer: { target: 'done', actions: 'hear' } } },
    done: { type: 'final' },
  },
})

/** Answers to a farewell too, but nobody says one. */
const answerer = setup({ actions: { answer: send('a', { type: 'answer' }) } }).createMachine({
  id: 'answerer',
  initial: 'idle',
  states: { idle: { tags: 'idle', on: { ask: { actions: 'answer' }, bye: { actions: 'answer' } } } },
})

const answered = sometimes('is answered', (state) => state.actor('a').status === 'done')

function nursery(properties: readonly Property[], reasons: Readonly<Record<string, string>> = {}): Nursery {
  const system = defineSystem({ name: 'talk', actors: { a: asker, b: answerer }, unhandled: 'defer', properties })
  const mutants = [asker, answerer].flatMap((machine) =>
    editsOf(machine).map(({ of, edit, operator, place, change }) => ({
      id: `talk/${of}/${edit}`,
      design: 'talk',
      machine: of,
      operator,
      place,
      edit: (original: typeof system) => withMachine(original, of, change),
    })),
  )
  const known = { mutants, grounds: [system], watch: watched, reasons: new Map(Object.entries(reasons)) }
  return { designs: ['talk'], mutated: () => ({ design: 'talk', ...known }) }
}

/** Runs the command on a nursery of its own. */
async function mutants(given: Nursery, options: { all?: boolean; json?: boolean } = {}): Promise<Ended> {
  let out = ''
  const print = (text: string): void => {
    out += text
  }
  const quiet = { write: () => {} }
  const io: Io = { stdout: quiet, stderr: quiet, env: {}, cwd: '.', now: () => 0, onInterrupt: () => () => {} }
  const code = await mutantsCommand([], options, { io, catalogue: [], print }, given)
  return { code, out, err: '' }
}

const heard = always('who is done has heard', (state) => {
  const { status, context } = state.actor('a')
  return status !== 'done' || context.heard
})
const STRONG = [deadlockFree(), heard, answered]

describe('sim mutants', () => {
  test('all killed or proved equivalent: 0, and the table', async () => {
    const { code, out } = await mutants(nursery(STRONG))
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/mutants.txt')
  })

  test('with properties that are too weak a mutant survives, and nothing excuses it: 1', async () => {
    const { code, out } = await mutants(nursery([answered]))
    expect(code).toBe(1)
    expect(out).toContain('no reason is given')
    expect(out).toMatch(/[1-9]\d* without one, 0\.0 s\n$/)
  })

  test('a survivor with a reason: 0', async () => {
    const { out: json } = await mutants(nursery([answered]), { json: true })
    const living = JSON.parse(json).results.filter(({ fate }: { fate: string }) => fate === 'survived')
    const reasons = Object.fromEntries(living.map(({ id }: { id: string }) => [id, 'a test needs it']))
    const { code, out } = await mutants(nursery([answered], reasons))
    expect(code).toBe(0)
    expect(out).toContain('    because a test needs it\n')
    expect(out).toContain(' alive with a reason, 0 without one')
  })

  test.each([
    ['was killed', 'talk/asker/asking/entry/drop ask'],
    ['is not there', 'talk/asker/asking/entry/drop everything'],
  ])('a reason for a mutant that %s: 1', async (_, id) => {
    const { code, out } = await mutants(nursery(STRONG, { [id]: 'it was so once' }))
    expect(code).toBe(1)
    expect(out).toContain(`Reasons out of date\n  ${id}: is given a reason to live, and does not\n`)
    expect(out).toContain('0 without one, 1 reason out of date')
  })

  test('a search that hits its bound is no kill: 1', async () => {
    const counter = setup({ types: { context: {} as { n: number } } }).createMachine({
      id: 'counter',
      context: { n: 0 },
      initial: 'counting',
      states: {
        counting: {
          always: { guard: ({ context }) => context.n > 2, target: 'rest' },
          after: { 1: { target: 'counting', reenter: true, actions: assign({ n: ({ context }) => context.n + 1 }) } },
        },
        rest: { type: 'final' },
      },
    })
    const system = defineSystem({ name: 'count', actors: { a: counter }, properties: [deadlockFree()] })
    const [endless] = editsOf(counter).filter(({ edit }) => edit === 'counting/always/drop')
    const mutant = {
      id: 'count/endless',
      design: 'count',
      machine: 'counter',
      operator: endless.operator,
      edit: () => withMachine(system, 'counter', endless.change),
    }
    const population = { design: 'count', mutants: [mutant], grounds: [system], watch: watched, reasons: new Map() }
    const { code, out } = await mutants({ designs: ['count'], mutated: () => population })
    expect(code).toBe(1)
    expect(out).toContain('inconclusive')
  })

  test('--all lists every mutant with what became of it', async () => {
    const { out } = await mutants(nursery(STRONG), { all: true })
    expect(out).toContain(
      "  talk/asker/asking/entry/drop ask\n    killed by 'deadlock-free' (stuck: a) after 0 steps of talk\n",
    )
    expect(out).toContain('talk/answerer/idle/on bye/drop\n    equivalent: no schedule brings that event')
  })

  test('--json is each mutant', async () => {
    const { out } = await mutants(nursery(STRONG), { json: true })
    const { results } = JSON.parse(out)
    expect(results.find(({ id }: { id: string }) => id === 'talk/asker/asking/entry/drop ask')).toEqual({
      id: 'talk/asker/asking/entry/drop ask',
      design: 'talk',
      machine: 'asker',
      operator: 'drop an action',
      fate: 'killed',
      system: 'talk',
      property: 'deadlock-free',
      signature: 'stuck: a',
      steps: 0,
      reason: null,
    })
  })

  test('a design that is wrong itself is not mutated', async () => {
    const never = sometimes('pigs fly', () => false)
    await expect(mutants(nursery([never]))).rejects.toThrow("talk is not sound: 'pigs fly' is violated")
  })

  test('of a design: so many mutants, and nothing that lives without a reason', async () => {
    const { code, out } = await sim(['mutants', 'pattern-a-hook'])
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/mutants-pattern-a-hook.txt')
  }, 120_000)

  test('an unknown design: 2', async () => {
    const { code, err } = await sim(['mutants', 'pattern-c'])
    expect(code).toBe(2)
    expect(err).toContain("'pattern-c' is not a design whose mutants are known")
    expect(err).toContain("did you mean 'pattern-a'?")
  })

  test('an interrupt: 130, with what was tried so far; progress only on a terminal', async () => {
    let interrupt = (): void => {}
    let time = 0
    const now = (): number => {
      if (++time === 12) interrupt()
      return time * 60
    }
    const onInterrupt = (listener: () => void): void => {
      interrupt = listener
    }
    const { code, out, err } = await sim(['mutants', 'pattern-a-hook'], { now, onInterrupt, terminal: true })
    expect(code).toBe(130)
    expect(err).toContain('pattern-a-hook: ')
    expect(out).toContain('conn')
  })
})
