import type { CheckResult } from '../../src/check/check.ts'
import { checkingSpace } from '../../src/check/check.ts'
import type { Graph } from '../../src/check/graph.ts'
import type { Bounds } from '../../src/check/search.ts'
import { search } from '../../src/check/search.ts'
import type { Property } from '../../src/engine/property.ts'
import { deadlockFree } from '../../src/engine/property.ts'
import type { Space } from '../../src/engine/space.ts'

/** Checks a space to the end, as `check` does a system. */
export function checkSpace(
  space: Space,
  properties: readonly Property[] = [deadlockFree()],
  bounds: Bounds = {},
): CheckResult {
  const run = checkingSpace(space, properties, bounds)
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done) return value
  }
}

/** The whole graph of a space. */
export function searched(space: Space): Graph {
  const run = search(space, space.initial().state, {}, { flagged: () => {} })
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done) return value
  }
}
