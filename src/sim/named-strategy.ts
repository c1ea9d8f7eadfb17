import { InterlockError } from '../engine/error.ts'
import type { Strategy } from '../engine/strategy.ts'
import { strategyForms, strategyNamed } from '../scheduler/strategies.ts'

/**
 * The strategy itself, or the one of this name.
 * @throws InterlockError `bounds` when there is none.
 */
export function strategyOf(strategy: string | Strategy): Strategy {
  if (typeof strategy !== 'string') return strategy
  const known = strategyNamed(strategy)
  if (known !== undefined) return known
  throw new InterlockError('bounds', `unknown strategy '${strategy}'; known are ${strategyForms.join(', ')}`)
}
