import type { ExpectedViolation, Scenario } from '../../src/model/expected.ts'
import { philosophers } from '../systems/philosophers.ts'

const CIRCLE: ExpectedViolation = {
  property: 'deadlock-free',
  signature: 'cycle: fork# held-by phil# acquires fork# held-by phil# acquires fork# held-by phil# acquires',
}

function toy(
  name: string,
  seats: number,
  swapped: boolean,
  states: number,
  violations: readonly ExpectedViolation[],
): Scenario {
  return {
    name,
    about: `${seats} philosophers`,
    shipping: name.startsWith('toy/sound'),
    system: () => ({ ...philosophers(seats, swapped), name }),
    expected: { violations, states },
  }
}

/** A catalogue to test the command line with. */
export const toys: readonly Scenario[] = [
  toy('toy/naive/three', 3, false, 153, [CIRCLE]),
  toy('toy/sound/three', 3, true, 133, []),
  toy('toy/sound/four', 4, true, 500, []),
  toy('large/pattern', 6, true, 10_000, []),
  toy('changed/cycle', 3, false, 153, [{ ...CIRCLE, signature: 'cycle: another' }]),
  toy('changed/gone', 3, true, 133, [CIRCLE]),
  toy('changed/small', 3, true, 134, []),
]
