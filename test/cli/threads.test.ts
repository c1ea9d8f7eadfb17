import { MessageChannel, Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { check, checking } from '../../src/check/check.ts'
import type { News } from '../../src/check/crew.ts'
import { ThreadCrew } from '../../src/check/crew.ts'
import type { Io } from '../../src/cli/io.ts'
import { interruptOf, superviseSearch } from '../../src/cli/supervise.ts'
import { helper, threads } from '../../src/cli/threads.ts'
import { observer } from '../../src/index.ts'
import { refusal } from '../engine/kit.ts'
import { ring } from '../systems/ring.ts'
import { sim } from './sim.ts'
import { toys } from './toys.ts'

/** An observer that says nothing. */
const mute = createMachine({ initial: 'still', states: { still: {} } })

const EAGER = { states: 0, rest: 1 }

/** A thread that starts as those of a search do, and is called once. */
const CALLED =
  "const { control } = require('node:worker_threads').workerData; Atomics.add(control, 0, 1); Atomics.wait(control, 1, 0)"

/** Two threads, of which the other one is this code. */
function crewOf(code: string): ThreadCrew {
  return new ThreadCrew(2, EAGER, (control) => {
    const { port1 } = new MessageChannel()
    return helper(new Worker(code, { eval: true, workerData: { control } }), port1)
  })
}

async function ready(crew: ThreadCrew | ReturnType<typeof threads>): Promise<void> {
  while (!crew.isReady()) await new Promise((resolve) => setTimeout(resolve, 10))
}

const io = { stderr: { write: () => {} }, now: () => performance.now(), onInterrupt: () => () => {} } as unknown as Io

describe('a thread that helps and dies', () => {
  test.each([
    ['process.exit(7)', 'it ended with exit code 7'],
    ["throw new Error('hit by a bug')", 'hit by a bug'],
  ])(
    'is an error, whatever was found: %s',
    async (end, why) => {
      const crew = crewOf(`${CALLED}; ${end}`)
      await ready(crew)
      const search = checking(ring(6), { crew })
      await expect(superviseSearch('ring', search, { check: [] }, io, interruptOf(io))).rejects.toThrow(
        `a thread of the search failed: ${why}`,
      )
      crew.dismiss()
    },
    60_000,
  )

  test('is one also where nothing is heard of events: it says so itself', async () => {
    const crew = threads(2, EAGER)
    await ready(crew)
    crew.tell({ memory: {}, plan: 0 } as News)
    expect(() => check(ring(6), { crew })).toThrow(/^a thread of the search failed: LinkError/)
    crew.dismiss()
  }, 60_000)
})

test('threads that are sent home are called again by the next search', async () => {
  const crew = threads(2, EAGER)
  await ready(crew)
  expect(check(ring(6), { crew }).threads).toBe(2)
  crew.dismiss()
  await ready(crew)
  expect(check(ring(6), { crew })).toMatchObject({ threads: 2, states: 836 })
  crew.dismiss()
}, 60_000)

test.each([0, -1, 1.5, Number.NaN, 257, 100_000])('threads(%d) is refused', (size) => {
  refusal(() => threads(size), 'bounds', `threads(${size}): give a whole number from 1 to 256`)
})

describe('more threads than any machine has are refused', () => {
  test.each([
    ['check', 'toy'],
    ['run', 'toy'],
    ['run', 'toy', '--seeds', '1..10'],
  ])('by sim %s', async (...argv) => {
    for (const asked of ['257', '100000', '1'.repeat(400)]) {
      const { code, err } = await sim([...argv, '--workers', asked], { scenarios: toys })
      expect(code).toBe(2)
      expect(err).toContain(`argument '${asked}' is invalid. It is a whole number from 1 to 256.`)
    }
  })
})

describe('sim check --workers', () => {
  test('says the same for any number of threads', async () => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((workers) => sim(['check', 'large', '--json', '--workers', workers], { scenarios: toys })),
    )
    expect(two).toEqual(one)
    expect(one.code).toBe(0)
  }, 60_000)

  test('says where threads cannot help', async () => {
    const watched = { ...toys[1], system: () => ({ ...ring(3), name: 'ring', properties: [observer('mute', mute)] }) }
    const { code, out } = await sim(['check', 'toy', '--workers', '2'], { scenarios: [watched, toys[2]] })
    expect(out).toContain('Searched by one thread\n  ring: observers watch every step, in the order of one search.\n')
    expect(code).toBe(1)
    const { out: alone } = await sim(['check', 'toy', '--workers', '1'], { scenarios: [watched, toys[2]] })
    expect(alone).not.toContain('Searched by one thread')
  })

  test.each([
    [['--workers', '0'], "option '--workers <n>' argument '0' is invalid"],
    [['--workers', '2', '--reduce'], "option '--workers <n>' cannot be used with option '--reduce'"],
    [['--checkpoint-every', '5'], '--checkpoint-every says how often checkpoints are written; add --checkpoint <file>'],
  ])('is refused where it says nothing: %s', async (options, why) => {
    const { code, err } = await sim(['check', 'toy', ...options], { scenarios: toys })
    expect(code).toBe(2)
    expect(err).toContain(why)
  })
})
