import { describe, expect, it } from 'vitest'
import { Execution } from '../../src/engine/execution.ts'
import { findCycle } from '../../src/engine/explanation.ts'
import { spaceOf } from '../../src/engine/observed.ts'
import type { System } from '../../src/index.ts'
import { deadlockFree } from '../../src/index.ts'
import { serverNamed } from '../../src/model/server.ts'
import { random } from '../../src/scheduler/prng.ts'
import { Circles } from '../../src/sim/circles.ts'
import { impatient } from '../systems/locks.ts'
import { philosophers } from '../systems/philosophers.ts'

/** Whether the declared waits of those who cannot move now, nor in time, form a cycle. */
function isClosed({ space, state, enabled }: Execution): boolean {
  const movable = new Set(enabled.filter(({ moves }) => moves).map(({ actor }) => actor))
  const blocked = space.slots.filter((name, slot) => {
    const config = state[slot] ?? 0
    return !movable.has(name) && space.readiness(slot, config) === 'running' && !space.timed(slot, config)
  })
  return findCycle(space.waits(state), new Set(blocked)).length > 0
}

describe('cycles among actors that cannot move, by numbers', () => {
  const servers = ['original/scheduler-thread/kernel-2', 'pattern-a/scheduler-thread/kernel-2'].map(
    (name) => serverNamed(name) as System,
  )
  it.each([philosophers(3), impatient([5_000, 800], [deadlockFree()]), ...servers])(
    'are those that are found by name, along runs of $name',
    (system) => {
      const space = spaceOf(system, 'urgent')
      const circles = new Circles(space)
      let closed = 0
      for (let seed = 0; seed < 40; seed++) {
        const draw = random(seed, 0)
        const execution = new Execution(space)
        while (execution.enabled.length > 0 && execution.length < 200) {
          execution.take(draw(0, execution.enabled.length - 1))
          const found = isClosed(execution)
          closed += found ? 1 : 0
          expect(circles.mayClose(execution.state, execution.enabled)).toBe(found)
        }
      }
      expect(closed > 0).toBe(system.name !== 'impatient')
    },
  )
})
