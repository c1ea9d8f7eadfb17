import { monitors } from '../engine/monitor.ts'
import { spaceOf } from '../engine/observed.ts'
import type { Guarantee } from '../engine/strategy.ts'
import type { System } from '../engine/system.ts'
import { signatureOf } from '../engine/verdict.ts'
import type { Sample } from './determinism.ts'
import { confirmDeterminism } from './determinism.ts'
import type { Truncated } from './loop.ts'
import { lastLoop } from './loop.ts'
import type { SimulateOptions } from './simulate.ts'
import { planOf, runOnce } from './simulate.ts'

/** Seeds that follow one another: `first`, `first + 1`, … */
export interface Seeds {
  readonly first: number
  readonly runs: number
}

/** A way to fail that runs have shown, the smallest seed that shows it, and how many of the runs do. */
export interface Finding {
  readonly property: string
  /** What tells one way to violate a property from another (`signatureOf`). */
  readonly signature: string
  readonly seed: number
  readonly steps: number
  readonly runs: number
}

/** What the runs of a range of seeds came to: plain data, so that it can come from another thread. */
export interface Swept {
  readonly seeds: Seeds
  readonly steps: number
  readonly findings: readonly Finding[]
  /** Runs that reached their bound on steps, and the first of them. */
  readonly truncated: number
  readonly endless: Truncated | undefined
  /** `sometimes` properties that no run has shown. */
  readonly unseen: readonly string[]
  /** What the strategy promises, whatever the range. */
  readonly guarantees: readonly Guarantee[]
}

/** A space that has grown beyond so many bytes is made anew before the next range. */
const MEMORY = 256 * 2 ** 20

/**
 * Makes the runs of ranges of seeds, as `simulate` makes each of them; `all` goes on after a failure, otherwise a range
 * ends with its first. The first and the last run of a range are executed twice, as by `simulate`. What a range comes to does not depend on the ranges before it; their tables are used again.
 *
 * @throws InterlockError as `simulate` does.
 */
export function sweeper(
  system: System,
  options: Omit<SimulateOptions, 'seed' | 'runs' | 'coverage'>,
  all: boolean,
): (seeds: Seeds) => Swept {
  let plan = planOf(system, options)
  return ({ first, runs }) => {
    if (plan.space.bytes > MEMORY) plan = planOf(system, options)
    plan = { ...plan, watched: monitors(plan.space, system.properties) }
    const findings = new Map<string, Finding>()
    let [made, steps, truncated] = [0, 0, 0]
    let endless: Truncated | undefined
    const samples: Sample[] = []
    while (made < runs && (all || findings.size === 0)) {
      const seed = first + made
      const run = runOnce(plan, seed)
      const { length } = run.execution
      samples[Math.min(1, made++)] = { seed, execution: run.execution }
      steps += length
      if (run.failure !== undefined) {
        const { property, violation } = run.failure
        note(findings, { property, signature: signatureOf(violation), seed, steps: length, runs: 1 })
      }
      if (run.truncated) {
        truncated++
        endless ??= { seed, loop: lastLoop(plan.space, run.execution.steps) }
      }
    }
    confirmDeterminism(plan.space, spaceOf(system, system.clock ?? 'urgent'), samples)
    const unseen = plan.watched.filter(({ property, seen }) => property.kind === 'sometimes' && !seen())
    return {
      seeds: { first, runs: made },
      steps,
      findings: [...findings.values()],
      truncated,
      endless,
      unseen: unseen.map(({ property }) => property.name),
      guarantees: plan.strategy.guarantees?.(plan.trial()) ?? [],
    }
  }
}

/** Notes a finding under its property and signature; of two, the one with the smaller seed came first. */
function note(findings: Map<string, Finding>, finding: Finding): void {
  const key = JSON.stringify([finding.property, finding.signature])
  const known = findings.get(key)
  findings.set(key, known === undefined ? finding : { ...known, runs: known.runs + finding.runs })
}

/** Two ranges as one, the second of which follows on the first. */
export function joined(before: Swept, after: Swept): Swept {
  const findings = new Map<string, Finding>()
  for (const finding of [...before.findings, ...after.findings]) note(findings, finding)
  return {
    seeds: { first: before.seeds.first, runs: before.seeds.runs + after.seeds.runs },
    steps: before.steps + after.steps,
    findings: [...findings.values()],
    truncated: before.truncated + after.truncated,
    endless: before.endless ?? after.endless,
    unseen: before.unseen.filter((name) => after.unseen.includes(name)),
    guarantees: before.guarantees,
  }
}
