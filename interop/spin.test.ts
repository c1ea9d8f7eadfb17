import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { System } from '../src/engine/system.ts'
import { always, atMostOne, deadlockFree, noUnhandledEvents } from '../src/index.ts'
import { catalogue } from '../src/model/catalogue.ts'
import { systems } from '../test/laws/machines.ts'
import { philosophers } from '../test/systems/philosophers.ts'
import { ring } from '../test/systems/ring.ts'
import type { Exported } from './spin.ts'
import { exported, searchedAll, spinVersion } from './spin.ts'

// SPIN searches what we export, and must count what we count: states, transitions, violations of each property.

const SEED = 20_261_123
const RANDOM = 900
/** Transitions of each random actor, so that the systems are finite. */
const LIFE = 1
/** Milliseconds: a busy machine compiles slowly. */
const PATIENCE = 900_000
/** More states than these take SPIN too long here. */
const LARGEST = 400_000
const LARGEST_RANDOM = 2_000

const version = spinVersion()
if (version === undefined) {
  const why = 'spin or gcc is not installed; with Debian, apt-get install spin gcc libc6-dev'
  if (process.env.TOOLS_REQUIRED === '1') throw new Error(`SPIN is required, but ${why}`)
  process.stdout.write(
    `interop skipped: ${why}. Not compared: ${catalogue.length} scenarios, ${RANDOM} random systems\n`,
  )
}

async function compared(models: readonly Exported[]): Promise<void> {
  const counts = await searchedAll(models)
  const ours = models.map(({ name, counts: own }) => ({ name, ...own }))
  expect(models.map(({ name }, index) => ({ name, ...counts[index] }))).toEqual(ours)
}

function exportedOf(all: readonly System[], limit: number): readonly Exported[] {
  return all.flatMap((system) => exported(system, limit) ?? [])
}

/** Random systems, under either clock, with a property of each kind that SPIN can assert. */
function randomSystems(): readonly System[] {
  return fc.sample(systems(LIFE), { numRuns: RANDOM, seed: SEED }).map((system, index) => ({
    ...system,
    name: `random ${index}`,
    clock: index % 2 === 0 ? 'free' : 'urgent',
    properties: [
      deadlockFree(),
      atMostOne('s0'),
      always(
        'x and y are not both in s1',
        (state) => !(state.actor('x').hasTag('s1') && state.actor('y').hasTag('s1')),
      ),
      noUnhandledEvents(),
    ],
  }))
}

describe.runIf(version !== undefined)('SPIN counts what we count', { timeout: PATIENCE }, () => {
  it('of systems with known answers', async () => {
    await compared(exportedOf([philosophers(4), philosophers(4, true), ring(6)], LARGEST))
  })

  it(`of the catalogue's ${catalogue.length} scenarios`, async () => {
    const models = exportedOf(
      catalogue.map((scenario) => scenario.system()),
      LARGEST,
    )
    expect(models.length).toBe(catalogue.length)
    await compared(models)
  })

  it(`of ${RANDOM} random systems, but those with more than ${LARGEST_RANDOM} states`, async () => {
    const models = exportedOf(randomSystems(), LARGEST_RANDOM)
    process.stdout.write(
      `${version}: ${models.length} of ${RANDOM} random systems compared, ${models.filter(({ counts }) => counts.violations > 0).length} of them with violations; ${RANDOM - models.length} have more than ${LARGEST_RANDOM} states\n`,
    )
    expect(models.length).toBeGreaterThan(100)
    await compared(models)
  })

  it('and notices a model that is wrong', async () => {
    const [right] = exportedOf([ring(3)], LARGEST)
    const wrong = { ...right, model: right.model.replace(/^ {2}:: d_step .*\n/m, '') }
    await expect(compared([wrong])).rejects.toThrow()
  })
})
