import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check, parseToken, replay, simulate } from '../src/index.ts'
import type { DesignName } from '../src/model/designs.ts'
import type { Route } from '../src/model/routes.ts'
import { expectNoViolation, expectVerified, expectViolated, replayLine, server, workloads } from './claims.ts'

const H1 = 'scheduler-thread'
const H2 = 'scheduler-parked'
const SOUND: readonly DesignName[] = ['pattern-a', 'pattern-a-hook', 'pattern-b']
const ROUTES: readonly Route[] = ['simple', 'kernel', 'actor']
const callsKernel = (clients: readonly (readonly Route[])[]) => clients.flat().some((route) => route !== 'simple')
const THE_BUG = 'cycle: conn# awaits-reply nx_kernel needs-run-slot sched acquires mtx held-by'

describe('the original', () => {
  it('deadlocks under every workload that calls the kernel, always in the same cycle', () => {
    fc.assert(
      fc.property(workloads(3, ROUTES).filter(callsKernel), (clients) => {
        expectViolated(server('original', H1, clients), 'deadlock-free', THE_BUG)
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  it('is sound for the routes that leave the kernel alone', () => {
    fc.assert(
      fc.property(workloads(3, ['simple']), (clients) => {
        expectVerified(server('original', H1, clients))
      }),
      { numRuns: 10, seed: 1 },
    )
  })

  it('deadlocks in a random run, too, and the seed shows it again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const system = server('original', H1, [['simple', 'kernel'], ['kernel']])
        const { verdict } = simulate(system, { seed, runs: 1 })
        expect(verdict).toMatchObject({ kind: 'counterexample', counterexample: { property: 'deadlock-free' } })
        expect(simulate(system, { seed, runs: 1 }).verdict).toEqual(verdict)
      }),
      { numRuns: 50, seed: 1 },
    )
  })
})

describe.each(SOUND)('%s', (design) => {
  it('never deadlocks, never re-enters the runtime and answers every route, in every interleaving', () => {
    fc.assert(
      fc.property(workloads(2, ROUTES), (clients) => {
        const { witnesses } = expectVerified(server(design, H1, clients))
        expect(witnesses.map(({ property }) => property)).toContain('every request is answered')
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  it('stands up to random schedules of larger workloads', () => {
    fc.assert(
      fc.property(
        workloads(8, ROUTES),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom('random', 'round-robin'),
        (clients, seed, strategy) => expectNoViolation(server(design, H1, clients), seed, strategy),
      ),
      { numRuns: 60, seed: 1 },
    )
  })
})

describe('each wrong form fails in its own way', () => {
  const kernelCallers = workloads(2, ['kernel', 'actor'])

  it('A without the mutex: two threads are in the runtime, and a wake-up is lost', () => {
    fc.assert(
      fc.property(workloads(1, ['kernel', 'actor']), (clients) => {
        const system = server('pattern-a-naive', H1, clients)
        expectViolated(system, 'at most one in-runtime', 'in-runtime: conn#, sched')
        expectViolated(
          system,
          'deadlock-free',
          'chain: curl# awaits-reply conn# awaits-reply nx_kernel needs-run-slot sched awaits-signal work',
        )
      }),
      { numRuns: 5, seed: 1 },
    )
  })

  it('B that waits under the mutex: its own handler never gets a slice, whatever the route', () => {
    fc.assert(
      fc.property(workloads(2, ROUTES), (clients) => {
        expectViolated(
          server('pattern-b-wait-locked', H1, clients),
          'deadlock-free',
          'cycle: P# needs-run-slot sched acquires mtx held-by conn# awaits-signal',
        )
      }),
      { numRuns: 10, seed: 1 },
    )
  })

  it('B with a lost wake-up: the thread waits for a result that was set before it slept', () => {
    fc.assert(
      fc.property(
        kernelCallers.filter((clients) => clients.flat().length === 1),
        (clients) => {
          expectViolated(
            server('pattern-b-lost-wakeup', H1, clients),
            'deadlock-free',
            'chain: curl# awaits-reply conn# awaits-signal P#',
          )
        },
      ),
      { numRuns: 5, seed: 1 },
    )
  })
})

describe('every design that is not stuck at once can answer every route (witness)', () => {
  const answered = 'every request is answered'
  it.each(['pattern-a-naive', 'pattern-b-lost-wakeup', ...SOUND] as const)(
    '%s answers any route, on some schedule',
    (design) => {
      fc.assert(
        fc.property(workloads(1, ROUTES), (clients) => {
          expect(check(server(design, H1, clients)).witnesses.map(({ property }) => property)).toContain(answered)
        }),
        { numRuns: 6, seed: 1 },
      )
    },
  )

  it('the original answers plain routes, and no workload that calls the kernel', () => {
    expectVerified(server('original', H1, [['simple']]))
    expectViolated(server('original', H1, [['kernel']]), answered, 'never')
  })

  it('B that waits under the mutex answers nothing', () => {
    expectViolated(server('pattern-b-wait-locked', H1, [['simple']]), answered, 'never')
  })
})

describe('with the scheduler parked (H2)', () => {
  it.each(['original', 'pattern-a', 'pattern-a-hook'] as const)(
    '%s answers plain routes, and no kernel route',
    (design) => {
      expectVerified(server(design, H2, [['simple'], ['simple']]))
      expectViolated(server(design, H2, [['kernel']]), 'deadlock-free', /nx_kernel needs-run-slot main$/)
      expectViolated(server(design, H2, [['kernel']]), 'every request is answered', 'never')
    },
  )

  it('pattern B answers nothing at all', () => {
    fc.assert(
      fc.property(workloads(2, ROUTES), (clients) => {
        expectViolated(server('pattern-b', H2, clients), 'deadlock-free', /P# needs-run-slot main$/)
      }),
      { numRuns: 10, seed: 1 },
    )
  })
})

it('the line that a failing property prints replays its counterexample', () => {
  const system = server('original', H1, [['kernel']])
  const [counterexample] = check(system).findings
  const [, , , token] = replayLine(system, counterexample).split(' ')
  expect(replay(system, parseToken(token))).toEqual({ kind: 'reproduced', counterexample })
})
