import type { Step } from '../engine/step.ts'
import type { Random } from './prng.ts'

/**
 * The position of one of the enabled steps for which this holds, each as likely as the others; at least one is expected.
 * Strategies that choose who goes leave to it what that one does: which outcome, which of several timers or messages.
 */
export function oneOf(enabled: readonly Step[], mine: (step: Step) => boolean, draw: Random): number {
  const positions = [...enabled.keys()].filter((position) => mine(enabled[position]))
  return positions.length === 1 ? positions[0] : positions[draw(0, positions.length - 1)]
}
