import { describe, expect, test } from 'vitest'
import type { SystemState } from '../../src/index.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { sxServer } from '../../src/model/server.ts'
import { workloads } from '../../src/model/workloads.ts'
import { explore } from './explore.ts'

const small = catalogue.filter(({ expected }) => expected.states <= 15_000)

/** A flag may stay raised for a thread that has its result already: two ends, which differ in nothing else. */
const FLAGGED = ['pattern-b-pump-async/scheduler-parked/held-up']

describe.each(small)('$name', (scenario) => {
  test('who rests without being done or idle says what it waits for', () => {
    explore(scenario.system(), (_, quiescent, vector, space) => {
      if (!quiescent) return
      const waiting = new Set(space.waits(vector).map(({ from }) => from))
      const mute = space.slots.filter(
        (name, slot) => space.readiness(slot, vector[slot]) === 'running' && !waiting.has(name),
      )
      expect(mute).toEqual([])
    })
  })
})

describe.each(small.filter(({ expected }) => expected.violations.length === 0))(
  '$name, which is sound,',
  (scenario) => {
    test('ends with every request answered, nothing held and nothing left in a mailbox', () => {
      let ends = 0
      explore(scenario.system(), (state, quiescent) => {
        if (!quiescent) return
        ends++
        expect(state.actors().flatMap((actor) => state.mailbox(actor))).toEqual([])
        for (const mutex of state.actors().filter(({ name }) => /^(i\d:)?mtx$/.test(name))) {
          expect(mutex.value).toBe('free')
        }
        expect(
          state
            .actors()
            .filter(({ name }) => name.startsWith('curl#'))
            .every(({ status }) => status === 'done'),
        ).toBe(true)
      })
      expect(ends).toBe(FLAGGED.includes(scenario.name) ? 2 : 1)
    })
  },
)

describe.each(small.filter(({ name }) => !name.startsWith('pattern-a-naive')))('$name', (scenario) => {
  test('who is in the runtime holds the mutex', () => {
    explore(scenario.system(), (state) => {
      for (const { name } of state.actors().filter((actor) => actor.hasTag('in-runtime'))) {
        expect(state.actor(`${/^i\d:/.exec(name)?.[0] ?? ''}mtx`).context.holder).toBe(name)
      }
    })
  })
})

describe('the waits of each place', () => {
  /** Every wait that the reachable states declare, as "state of the actor: kind target", numbers left out. */
  function declared(...servers: readonly ReturnType<typeof sxServer>[]): ReadonlySet<string> {
    const found = new Set<string>()
    const place = (state: SystemState, name: string): string =>
      JSON.stringify(state.actor(name).value).replace(/[{}"]/g, '')
    for (const server of servers) {
      explore(server, (state, _, vector, space) => {
        for (const { from, kind, to } of space.waits(vector)) {
          found.add(`${from} ${place(state, from)}: ${kind} ${to}`.replace(/#\d+/g, '#'))
        }
      })
    }
    return found
  }

  const clients = workloads['kernel-1']

  test('original under H1', () => {
    expect([...declared(sxServer({ design: 'original', hypothesis: 'scheduler-thread', clients }))].sort()).toEqual([
      'P# Waiting: awaits-reply nx_kernel',
      'conn# call:locking: acquires mtx',
      'conn# call:parked: awaits-reply nx_kernel',
      'conn# call:running: runs P#',
      'curl# waiting: awaits-reply conn#',
      'mtx held: held-by conn#',
      'mtx held: held-by sched',
      'nx_kernel Ready: needs-run-slot sched',
      'sched asleep: awaits-signal work',
      'sched locking: acquires mtx',
    ])
  })

  test('pattern A adds its sleep, with and without the hook', () => {
    const servers = (['pattern-a', 'pattern-a-hook'] as const).map((design) =>
      sxServer({ design, hypothesis: 'scheduler-thread', clients }),
    )
    for (const server of servers) {
      const waits = declared(server)
      expect(waits).toContain('conn# call:asleep: awaits-reply nx_kernel')
      expect(waits).toContain('conn# call:relocking: acquires mtx')
      expect(waits).toContain('sched slice: runs nx_kernel')
    }
  })

  test('pattern B waits for its handler, and for its cell', () => {
    const waits = declared(sxServer({ design: 'pattern-b', hypothesis: 'scheduler-thread', clients }))
    expect(waits).toContain('conn# call:asleep: awaits-signal P#')
    expect(waits).toContain('conn# call:lockingCell: acquires cell#')
    expect(waits).toContain('P# exiting:locking: acquires cell#')
    expect(waits).toContain('P# Ready: needs-run-slot sched')
    expect(waits).toContain('cell# held: held-by conn#')
    expect(waits).toContain('cell# held: held-by P#')
  })

  test('under H2 the run queue is for the main thread, which never comes', () => {
    expect(declared(sxServer({ design: 'pattern-b', hypothesis: 'scheduler-parked', clients }))).toContain(
      'P# Ready: needs-run-slot main',
    )
    expect(declared(sxServer({ design: 'original', hypothesis: 'scheduler-parked', clients }))).toContain(
      'nx_kernel Ready: needs-run-slot main',
    )
  })
})
