import type { Clock } from '../engine/clock.ts'
import type { Step } from '../engine/step.ts'
import { calmSteps } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import type { System } from '../engine/system.ts'
import type { ExecutionStep } from '../engine/verdict.ts'
import { strategyOf } from './named-strategy.ts'
import type { SimulateOptions, SimulationResult } from './simulate.ts'
import { SIMULATE, simulate } from './simulate.ts'
import { choosable } from './strikes.ts'

/** What another strategy is asked about: no faults, but that they stop when nothing else is left. */
function calmOr(enabled: readonly Step[]): readonly Step[] {
  const steps = choosable(enabled)
  return steps.length === 0 ? calmSteps(enabled) : steps
}

/** Takes steps with these labels for as long as they are enabled, then lets another strategy go on. */
function followThen(labels: readonly string[], onward: Strategy): Strategy {
  let at = 0
  const nextAmong = (enabled: readonly Step[]): number =>
    at < labels.length ? enabled.findIndex(({ label }) => label === labels[at]) : -1
  return {
    name: `best-effort/${onward.name}`,
    faults: true,
    begin: (seed, trial, rehearse) => {
      at = 0
      onward.begin(seed, trial, rehearse)
    },
    insists: (enabled) => nextAmong(enabled) >= 0,
    pick: (enabled) => {
      const position = nextAmong(enabled)
      at = position < 0 ? labels.length : at + 1
      return position < 0 ? onward.pick(calmOr(enabled)) : position
    },
  }
}

/**
 * Goes on from where the labels of a recording have led a changed model: seeded runs that begin with these steps, until one
 * fails or all have ended. Steps take no time when they took none in the recording.
 */
export function bestEffort(
  system: System,
  clock: Clock,
  steps: readonly ExecutionStep[],
  { strategy = SIMULATE.strategy, ...options }: SimulateOptions = {},
): SimulationResult {
  const onward = followThen(
    steps.map(({ label }) => label),
    strategyOf(strategy),
  )
  const timeless = steps.every(({ waited }) => waited === 0)
  const duration = options.duration ?? (timeless ? [0, 0] : SIMULATE.duration)
  return simulate({ ...system, clock }, { ...options, strategy: onward, duration })
}
