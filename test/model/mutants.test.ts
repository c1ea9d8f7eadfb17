/**
 * The fixes, each broken in one place: the model must be fine enough for the check to notice.
 */
import { describe, expect, test } from 'vitest'
import { StateMachine } from 'xstate'
import { alike } from '../../src/check/alike.ts'
import { check } from '../../src/check/check.ts'
import { fateOf, groundOf } from '../../src/check/mutants.ts'
import { Network } from '../../src/engine/network.ts'
import type { System } from '../../src/index.ts'
import type { DesignName } from '../../src/model/designs.ts'
import { mutated, soundDesigns } from '../../src/model/mutants.ts'
import { operators } from '../../src/model/mutation/operators.ts'
import type { Route } from '../../src/model/routes.ts'
import { sxServer } from '../../src/model/server.ts'

type Config = Record<string, any>
type Clients = readonly (readonly Route[])[]

/** The system with the configuration of every machine of a role changed. */
function mutate(system: System, role: string, change: (config: Config) => Config): System {
  const actors = [...system.actors].map(([name, options]) => {
    if (name.replace(/#.*/, '#') !== role) return [name, options] as const
    const { config, implementations } = options.machine as Config
    return [name, { ...options, machine: new StateMachine(change(config) as never, implementations) }] as const
  })
  return { ...system, actors: new Map(actors) }
}

function server(design: DesignName, clients: Clients): System {
  return sxServer({ design, hypothesis: 'scheduler-thread', clients })
}

function violated(system: System): readonly string[] {
  return check(system).findings.map(({ property }) => property)
}

/** The server whose connection threads have some states of their [call] changed. */
function calling(design: DesignName, clients: Clients, changes: Config, more: Config = {}): System {
  return mutate(server(design, clients), 'conn#', (config) => {
    const { call } = config.states
    const states = Object.fromEntries(
      Object.entries(changes).map(([name, change]) => [name, { ...call.states[name], ...change }]),
    )
    return {
      ...config,
      states: { ...config.states, call: { ...call, ...more, states: { ...call.states, ...states } } },
    }
  })
}

const DEADLOCK = 'deadlock-free'
const ENTERED = 'at most one in-runtime'
const SELF = 'a process takes itself for itself'
const KERNEL: Clients = [['kernel'], ['kernel']]

describe('pattern A', () => {
  const mutant = (changes: Config, clients = KERNEL) => violated(calling('pattern-a', clients, changes))

  test('unmutated is sound', () => {
    expect(mutant({})).toEqual([])
  })

  test('that never gives the mutex back deadlocks', () => {
    expect(mutant({ unlocking: { entry: [] } })).toContain(DEADLOCK)
  })

  test('that keeps the mutex while parked deadlocks, as the original does', () => {
    expect(mutant({ asleep: { entry: 'poll', on: { match: 'testing' } } })).toContain(DEADLOCK)
  })

  test('that resumes without the mutex is in the runtime with others', () => {
    expect(mutant({ asleep: { on: { wake: 'testing' } } })).toContain(ENTERED)
  })

  test('that gives the mutex back before the sleep rather than by it loses a wake-up', () => {
    expect(mutant({ asleep: { entry: ['unlock', 'waitParked'] } })).toContain(DEADLOCK)
  })

  test('whose replies wake nobody deadlocks', () => {
    const quiet = { reply: { actions: ['append', 'done'] } }
    const changed = mutate(server('pattern-a', KERNEL), 'P#', (config) => {
      const { Waiting } = config.states
      const states = { ...config.states, Waiting: { ...Waiting, on: { ...Waiting.on, ...quiet } } }
      return { ...config, on: { ...config.on, ...quiet }, states }
    })
    expect(violated(changed)).toContain(DEADLOCK)
  })

  test('by a hook that leaves the register alone (a-hook-noswap) calls under a wrong self, and hangs', () => {
    const match = { target: 'running', actions: 'forgetCallee' }
    const states = {
      running: {
        on: {
          blocked: { target: 'testing', actions: 'noteCallee' },
          finished: { target: 'leaving', actions: 'noteStatus' },
        },
      },
      testing: { on: { match, nothing: 'asleep' } },
    }
    const found = violated(calling('pattern-a-hook', [['actor'], ['actor']], states))
    expect(found).toContain(SELF)
    expect(found).toContain(DEADLOCK)
    expect(found).not.toContain(ENTERED)
  })

  test('that tests once instead of in a loop survives where no wake-up is spurious: this kernel answers all in one slice', () => {
    expect(mutant({ relocking: { on: { granted: { target: 'entering', actions: 'forgetCallee' } } } })).toEqual([])
  })
})

describe('pattern B', () => {
  const mutant = (changes: Config, more?: Config) => violated(calling('pattern-b', [['kernel']], changes, more))

  test('unmutated is sound', () => {
    expect(mutant({})).toEqual([])
  })

  test('that makes the process without the mutex is in the runtime with the scheduler, and loses a wake-up', () => {
    const found = mutant({ unlocking: { entry: [] } }, { initial: 'spawning' })
    expect(found).toContain(ENTERED)
    expect(found).toContain(DEADLOCK)
  })

  test('that never gives the mutex back deadlocks', () => {
    expect(mutant({ unlocking: { entry: [] } })).toContain(DEADLOCK)
  })

  test('that waits before it tests its cell misses a result that is there', () => {
    expect(mutant({ lockingCell: { on: { granted: 'asleep' } } })).toContain(DEADLOCK)
  })

  test('that never gives the mutex of its cell back ends with it held', () => {
    expect(mutant({ unlockingCell: { entry: [] } })).toEqual([DEADLOCK])
  })

  test('whose handler fills the cell without a signal deadlocks', () => {
    const changed = mutate(server('pattern-b', [['simple']]), 'cell#', (config) => {
      const { held } = config.states
      const fill = { ...held.on.fill, actions: ['store', 'done'] }
      return { ...config, states: { ...config.states, held: { ...held, on: { ...held.on, fill } } } }
    })
    expect(violated(changed)).toContain(DEADLOCK)
  })
})

describe('the scheduler', () => {
  test('that goes to sleep after each slice leaves a second handler ready for ever', () => {
    const changed = mutate(server('pattern-b', [['simple'], ['simple']]), 'sched', (config) => {
      const restoring = { ...config.states.restoring, on: { restored: 'asleep' } }
      return { ...config, states: { ...config.states, restoring } }
    })
    expect(violated(changed)).toContain(DEADLOCK)
  })

  test('that runs slices without the mutex is in the runtime with others', () => {
    const changed = mutate(server('pattern-a', KERNEL), 'sched', (config) => {
      const asleep = { ...config.states.asleep, on: { wake: 'popping' } }
      return { ...config, states: { ...config.states, asleep } }
    })
    expect(violated(changed)).toContain(ENTERED)
  })
})

describe('the mutants by operator', () => {
  const all = soundDesigns.map(mutated)

  test('are of every kind, for every sound design', () => {
    expect(soundDesigns).toEqual(['pattern-a', 'pattern-a-hook', 'pattern-b'])
    for (const { mutants } of all) {
      expect(new Set(mutants.map(({ operator }) => operator))).toEqual(new Set([...Object.keys(operators), 'by hand']))
    }
  })

  test('are so many, each with an id of its own', () => {
    const counts = all.map(({ mutants }) => {
      const machines = [...new Set(mutants.map(({ machine }) => machine))]
      return machines.map((name) => `${name} ${mutants.filter(({ machine }) => machine === name).length}`).join(', ')
    })
    expect(counts).toMatchInlineSnapshot(`
      [
        "conn 1542, er-process 1185, mutex 21, condition 19, run-queue 51, gen-server 658, sched 600, accept 10, http 91, main 2, timer 34, shared 22",
        "conn 726",
        "conn 929, er-process 1186, cell 55, mutex 21, condition 19, run-queue 51, gen-server 658, sched 600, accept 10, http 91, main 2, timer 34",
      ]
    `)
    const ids = all.flatMap(({ mutants }) => mutants.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each(all)(
    'of $design are tried on systems that are sound, with and without spurious wake-ups',
    ({ grounds }) => {
      expect(grounds.map(({ name }) => name).filter((name) => name.includes('spurious'))).toHaveLength(1)
      for (const ground of grounds) expect(violated(ground), ground.name).toEqual([])
    },
  )

  test('of the hook are those of its thread: all else answers as in pattern A', () => {
    const [yielding, hook] = all.map(({ grounds }) => grounds.find(({ name }) => name.endsWith(' actor,kernel')))
    if (yielding === undefined || hook === undefined) throw new Error('no such ground')
    expect(alike(new Network(yielding, 'free'), new Network(hook, 'free'), 10_000)).toBe(true)
    expect(new Set(all[1].mutants.map(({ machine }) => machine))).toEqual(new Set(['conn']))
  })

  test.each(all)(
    'of $design enter, on some ground, all states but these',
    async ({ design, mutants, grounds, watch }) => {
      const explored = grounds.map((system) => groundOf(system, watch))
      const states = new Set(
        mutants.flatMap(({ machine, place }) => (place ? [`${machine}/${place.state.join('.')}`] : [])),
      )
      const unentered = [...states].filter((name) => {
        const [machine, path] = name.split('/')
        return !explored.some(({ enters }) => enters(machine, path === '' ? [] : path.split('.')))
      })
      await expect(`${unentered.join('\n')}\n`).toMatchFileSnapshot(`../golden/unentered-${design}.txt`)
    },
  )

  test.each(all)(
    'of $design that are proved equivalent without a search have the same steps, too',
    ({ mutants, grounds, watch }) => {
      const explored = grounds.slice(0, 3).map((system) => groundOf(system, watch))
      const proofs = new Set<string>()
      const every = Math.ceil(mutants.length / 60)
      for (const mutant of mutants.filter((_, at) => at % every === 0)) {
        for (const ground of explored) {
          const fate = fateOf(mutant, [ground])
          if (fate.kind !== 'equivalent' || fate.proof === 'same steps') continue
          proofs.add(fate.proof)
          const other = new Network(mutant.edit(ground.system), 'free')
          expect(alike(ground.space, other, 10_000), `${mutant.id} on ${ground.system.name}`).toBe(true)
        }
      }
      expect([...proofs].sort()).toEqual(['never asked', 'never entered', 'same answers'])
    },
    60_000,
  )
})
