import { fingerprint } from '../engine/fingerprint.ts'
import { Network } from '../engine/network.ts'
import type { System } from '../engine/system.ts'
import type { Predicted, Prediction } from '../model/diagnosis.ts'
import type { Evidence, RunEnd, SeenPhase } from '../model/evidence.ts'
import { runSight } from '../model/evidence.ts'
import type { ModelEnd } from '../model/judgement.ts'
import { MAX_TIME } from '../model/loads.ts'
import { systemUnder } from '../model/observation.ts'
import type { Requested } from '../model/paths.ts'
import type { RootCause } from '../model/root-causes.ts'
import { sxSystem } from '../model/server.ts'
import { sightOf } from '../model/sight.ts'
import type { Variant } from '../model/variant.ts'
import type { Effort, Outcomes } from '../sim/outcomes.ts'
import { outcomesOf } from '../sim/outcomes.ts'

/** A prediction, and what is needed to retell one of its executions. */
interface Known<End> extends Prediction<End> {
  readonly system: System
  readonly choices: readonly (readonly number[])[]
}

type Both = readonly [Variant, Variant]

const TWO_INSTANCES: readonly string[] = ['deliver', 'deliver-unsigned', 'publish', 'publish-deferred']

function isFederated(phases: readonly SeenPhase<Requested>[]): boolean {
  return phases.flat(2).some(({ route, side }) => side === 1 || TWO_INSTANCES.includes(route))
}

/** What the models allow; each question is asked once, however many root causes come to the same system. */
export class Predictions {
  readonly #effort: Effort
  readonly #runs = new Map<string, Known<RunEnd>>()
  readonly #loads = new Map<string, Known<ModelEnd>>()

  constructor(effort: Effort) {
    this.#effort = effort
  }

  /** What instances may answer to requests. */
  run(both: Both, phases: readonly SeenPhase<Requested>[]): Known<RunEnd> {
    const variants = isFederated(phases) ? both : [both[0]]
    const system = sxSystem({ name: 'diagnosis', variants, phases, maxTime: MAX_TIME, parameters: {} })
    const key = fingerprint(system)
    const known = this.#runs.get(key)
    if (known !== undefined) return known
    const space = new Network(system, 'urgent')
    const found = outcomesOf(space, runSight(space), this.#effort)
    const prediction = {
      ...measured(system, found, phases.flat(2).length),
      ends: found.ends.map(({ outcome }) => JSON.parse(outcome) as RunEnd),
    }
    this.#runs.set(key, prediction)
    return prediction
  }

  /** What instances may come to under a load. */
  load(both: Both, load: string): Known<ModelEnd> {
    const { system, requests } = systemUnder(both, load, 'diagnosis')
    const key = fingerprint(system)
    const known = this.#loads.get(key)
    if (known !== undefined) return known
    const space = new Network(system, 'urgent')
    const found = outcomesOf(space, sightOf(space), this.#effort)
    const prediction = {
      ...measured(system, found, requests),
      ends: found.ends.map(({ outcome, marks }) => ({ tally: JSON.parse(outcome), marks })),
    }
    this.#loads.set(key, prediction)
    return prediction
  }

  /** What a root cause allows of something that was seen. */
  of({ of }: RootCause, evidence: Evidence): Predicted {
    const variants: Both = [of(evidence.variants[0]), of(evidence.variants[1])]
    return evidence.kind === 'run'
      ? { kind: 'run', evidence, prediction: this.run(variants, evidence.phases) }
      : { kind: 'row', evidence, prediction: this.load(variants, evidence.seen.load) }
  }
}

function measured(system: System, { ends, exhaustive, states }: Outcomes, requests: number) {
  return { system, choices: ends.map((end) => end.choices), exhaustive, states, requests }
}
