import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, sendTo, spawnChild } from 'xstate'
import { findingsOf } from '../../src/check/audit.ts'
import type { CheckOptions } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import { Execution } from '../../src/engine/execution.ts'
import { Network } from '../../src/engine/network.ts'
import type { Property, System, SystemDefinition, SystemState } from '../../src/index.ts'
import { always, deadlockFree, defineSystem, sometimes } from '../../src/index.ts'
import { client, clients } from '../systems/clients.ts'

// Symmetry on the smallest systems that need each part of it: names in contexts, events, mailboxes, timers and references,
// actors that change places along the way, and declarations that are wrong.

const BY_SYMMETRY: CheckOptions = { reduce: true, partialOrder: false }

const machine = createMachine as (config: object) => AnyStateMachine
const to = (name: string, type: string) => sendTo(({ system }) => system.get(name), { type })
const idle = { tags: 'idle' }

/** Copies of one machine by number, each with its name as input. */
function copies(role: string, count: number, logic: AnyStateMachine, input: (n: number) => object = () => ({})) {
  const names = Array.from({ length: count }, (_, index) => [`${role}#${index + 1}`, index + 1] as const)
  return Object.fromEntries(names.map(([me, n]) => [me, { machine: logic, input: { me, ...input(n) } }]))
}

function system(
  actors: SystemDefinition['actors'],
  symmetric: NonNullable<SystemDefinition['symmetric']>,
  properties: readonly Property[] = [deadlockFree()],
): System {
  return defineSystem({ name: 'toy', actors, symmetric, properties, unhandled: 'defer' })
}

/** What both searches find, and how many states they see. */
function compare(given: System, options = BY_SYMMETRY) {
  const [full, reduced] = [check(given), check(given, options)]
  expect(findingsOf(reduced)).toEqual(findingsOf(full))
  return { full: full.states, reduced: reduced.states, result: reduced }
}

describe('interchangeable clients', () => {
  it('are told apart by the order in which they come no longer', () => {
    // In full: by how many were served and answered, in which order they were, and who heard it.
    expect([2, 3, 4].map((n) => compare(clients(n)).full)).toEqual([13, 79, 633])
    // Reduced: the k-th served has heard it or not.
    expect([2, 3, 4, 5].map((n) => compare(clients(n)).reduced)).toEqual([7, 15, 31, 63])
  })

  it('may be more than a search goes through the orders of; then the message says so', () => {
    expect(check(clients(6), { reduce: true }).verdict.kind).toBe('verified')
    expect(() => check(clients(7), BY_SYMMETRY)).toThrow('the copies have 5040 orders, and at most 720')
    expect(check(clients(7), { reduce: true, symmetry: false, states: 10 }).complete).toBe(false)
  })

  it('may be asked about one by one: of each the answer is exact, and its schedule is one of the system', () => {
    const last = 'c#3 is never served before c#1'
    const given = clients(3, [
      sometimes('c#3 is served first', (state) => state.actor('server').context.served[0] === 'c#3'),
      sometimes('c#2 is served last', (state) => state.actor('server').context.served[2] === 'c#2'),
      always(last, (state) => {
        const { served } = state.actor('server').context
        return !served.includes('c#3') || served.includes('c#1')
      }),
    ])
    const { result } = compare(given)
    expect(result.findings.map(({ steps }) => steps.map(({ label }) => label))).toEqual([
      ['server ? ASK{"from":"c#3"} from c#3'],
    ])
    const [, witness] = result.witnesses
    const run = new Execution(new Network(given, 'free'))
    for (const { choice } of witness.steps) run.take(choice)
    expect(run.steps.map(({ label }) => label)).toEqual(witness.steps.map(({ label }) => label))
    expect(run.space.view(run.state).actor('server').context.served[2]).toBe('c#2')
  })
})

describe('an actor that changes places with another', () => {
  /** Two wait for their turn; whoever reports first gets it. A turn is handed to the other one, or kept. */
  const players = (handOver: boolean): System => {
    const player = machine({
      context: ({ input }: any) => input,
      entry: sendTo(
        ({ system }) => system.get('referee'),
        ({ context }: any) => ({ type: 'READY', from: context.me }),
      ),
      initial: 'waiting',
      states: {
        waiting: {
          on: {
            TURN: {
              actions: sendTo(({ system, context }: any) => system.get(handOver ? context.other : context.me), {
                type: 'TURN',
              }),
            },
          },
        },
      },
    })
    const referee = machine({
      initial: 'choosing',
      states: {
        choosing: {
          ...idle,
          on: {
            READY: {
              target: 'chosen',
              actions: sendTo(({ system, event }: any) => system.get(event.from), { type: 'TURN' }),
            },
          },
        },
        chosen: { ...idle, on: { READY: {} } },
      },
    })
    return system({ ...copies('p', 2, player, (n) => ({ other: `p#${3 - n}` })), referee }, ['p'])
  }

  it('is not stuck where the other one takes its steps in the state that stands for the next', () => {
    expect(compare(players(true)).result.verdict.kind).toBe('verified')
  })

  it('is stuck where the other one goes on for ever', () => {
    const { result } = compare(players(false))
    expect(findingsOf(result).deadlocks).toEqual(['stuck: p#'])
  })
})

describe('a copy that goes round for ever', () => {
  it('does not put off another one for ever whose place it takes in every other state', () => {
    // Both run. When one reports, the other is sent away, which it can put off as long as the first one runs. In the least image
    // of a state the runner has the first place while it is here or there, and the second one while it is beyond: either place
    // has its turns, and it is always the runner who takes them.
    const again = sendTo(({ self }: any) => self, { type: 'LAP' })
    const runner = machine({
      context: ({ input }: any) => input,
      entry: [
        again,
        sendTo(
          ({ system }) => system.get('referee'),
          ({ context }: any) => ({ type: 'READY', other: context.other }),
        ),
      ],
      initial: 'here',
      states: {
        here: { ...idle, on: { LAP: { target: 'there', actions: again }, AWAY: 'away' } },
        there: { ...idle, on: { LAP: { target: 'beyond', actions: again }, AWAY: 'away' } },
        beyond: { ...idle, on: { LAP: { target: 'here', actions: again }, AWAY: 'away' } },
        away: {},
      },
    })
    const referee = machine({
      initial: 'waiting',
      states: {
        waiting: {
          ...idle,
          on: {
            READY: {
              target: 'done',
              actions: sendTo(({ system, event }: any) => system.get(event.other), { type: 'AWAY' }),
            },
          },
        },
        done: { type: 'final' },
      },
    })
    const given = system({ referee, ...copies('p', 2, runner, (n) => ({ other: `p#${3 - n}` })) }, ['p'])
    expect(findingsOf(compare(given, { reduce: true }).result).deadlocks).toEqual(['stuck: p#'])
  })
})

describe('what is found in one order of the copies only', () => {
  it('is found although a property asks about one copy', () => {
    const light = machine({
      context: ({ input }: any) => input,
      initial: 'off',
      states: { off: { ...idle, on: { ON: 'on' } }, on: idle },
    })
    const trigger = machine({ ...idle, entry: [to('c#1', 'ON'), to('c#2', 'ON'), to('z', 'ON')] })
    const lit = (state: SystemState, name: string) => state.actor(name).matches('on')
    const given = system(
      { ...copies('c', 2, light), z: light, trigger },
      ['c'],
      [always('c#2 before z', (state) => lit(state, 'c#2') || !lit(state, 'z'))],
    )
    expect(compare(given, { reduce: true }).result.verdict.kind).toBe('counterexample')
  })

  it('is found where a state has two deadlocks, of which each order of the copies tells another', () => {
    const waiting = (kind: string) => ({ meta: { waits: { kind, on: ({ context }: any) => context.me } } })
    const lost = machine({
      context: ({ input }: any) => input,
      entry: sendTo(
        ({ system }) => system.get('referee'),
        ({ context }: any) => ({ type: 'READY', from: context.me }),
      ),
      initial: 'ready',
      states: { ready: { on: { FIRST: 'first', NEXT: 'next' } }, first: waiting('acquires'), next: waiting('runs') },
    })
    const answer = (type: string) => sendTo(({ system, event }: any) => system.get(event.from), { type })
    const referee = machine({
      initial: 'none',
      states: {
        none: { ...idle, on: { READY: { target: 'one', actions: answer('FIRST') } } },
        one: { ...idle, on: { READY: { target: 'both', actions: answer('NEXT') } } },
        both: idle,
      },
    })
    const { result } = compare(system({ ...copies('c', 2, lost), referee }, ['c']))
    expect(findingsOf(result).deadlocks).toEqual(['cycle: c# acquires', 'cycle: c# runs'])
  })
})

describe('names are exchanged', () => {
  it('in timers, references, records, maps and sets', () => {
    const toBossLater = sendTo(
      ({ system }) => system.get('boss'),
      ({ context }: any) => ({ type: 'LATE', from: context.me }),
      { delay: 3 },
    )
    const worker = machine({
      context: ({ input, self }: any) => ({
        ...input,
        self,
        seen: { [input.me]: new Map([[input.me, new Set([self])]]) },
      }),
      initial: 'waiting',
      states: {
        waiting: { ...idle, after: { 5: { target: 'late', actions: toBossLater } }, on: { GO: 'going' } },
        going: {
          ...idle,
          entry: sendTo(
            ({ system }) => system.get('boss'),
            ({ self }) => ({ type: 'HERE', self }),
          ),
        },
        late: idle,
      },
    })
    const boss = machine({
      context: { last: null },
      entry: [to('w#1', 'GO'), to('w#2', 'GO')],
      ...idle,
      on: { HERE: { actions: assign({ last: ({ event }: any) => event.self }) }, LATE: {} },
    })
    const given = system({ ...copies('w', 2, worker), boss }, ['w'])
    const { full, reduced } = compare(given)
    expect(reduced).toBeLessThan(0.6 * full)
  })

  it('of several roles at once, where they are declared to change places together', () => {
    const owner = machine({
      context: ({ input }: any) => input,
      ...idle,
      entry: sendTo(({ system, context }: any) => system.get(context.tool), { type: 'USE' }),
    })
    const tool = machine({
      context: ({ input }: any) => input,
      initial: 'free',
      states: { free: { ...idle, on: { USE: 'used' } }, used: idle },
    })
    const actors = { ...copies('owner', 3, owner, (n) => ({ tool: `tool#${n}` })), ...copies('tool', 3, tool) }
    expect(compare(system(actors, [['owner', 'tool']]))).toMatchObject({ full: 8, reduced: 4 })
    expect(() => check(system(actors, ['owner', 'tool']), BY_SYMMETRY)).toThrow('are not interchangeable')
  })
})

describe('a wrong declaration', () => {
  const said = (given: System): string => {
    try {
      check(given, { reduce: true })
    } catch (error) {
      return (error as Error).message
    }
    return 'nothing'
  }

  it('is found by the step that one takes and the others do not', () => {
    const picky = machine({
      context: ({ input }: any) => input,
      initial: 'out',
      states: {
        out: { ...idle, on: { IN: { guard: ({ context }: any) => context.me !== 'c#2', target: 'in' } } },
        in: idle,
      },
    })
    const door = machine({ ...idle, entry: [to('c#1', 'IN'), to('c#2', 'IN')] })
    expect(said(system({ ...copies('c', 2, picky), door }, ['c']))).toMatch(
      /'c#1' and 'c#2' are not interchangeable: c#1 does something else in the state "out" \(step 'c#1 \? IN from door'\)/,
    )
  })

  it('is found by what another actor does with their names', () => {
    const favours = machine({
      context: { last: null },
      initial: 'open',
      states: {
        open: {
          ...idle,
          on: {
            ASK: [
              { guard: ({ event }: any) => event.from === 'c#1', target: 'shut' },
              { actions: sendTo(({ system, event }: any) => system.get(event.from), { type: 'YES' }) },
            ],
          },
        },
        shut: idle,
      },
    })
    expect(said(system({ ...copies('c', 2, client), server: favours }, ['c']))).toContain('server does something else')
  })

  it('is found by the start, by waits, and by children', () => {
    const lazy = machine({ context: ({ input }: any) => input, ...idle })
    expect(
      said(
        system(
          copies('c', 2, lazy, (n) => ({ rank: n })),
          ['c'],
        ),
      ),
    ).toContain('c#1 starts otherwise')
    const waiting = machine({ context: ({ input }: any) => input, meta: { waits: { kind: 'acquires', on: 'c#1' } } })
    expect(said(system(copies('c', 2, waiting), ['c']))).toContain('waits for something else')
    const parent = machine({ ...idle, entry: spawnChild(lazy, { id: 'kid' }) })
    expect(said(system(copies('c', 2, parent), ['c']))).toContain('c#1/kid is a child')
  })
})
