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
import type { Effort, Outcomes, Sight } from '../sim/outcomes.ts'
import { outcomesOf } from '../sim/outcomes.ts'

/** A prediction, and what is needed to retell one of its executions. */
interface Known<End> extends Prediction<End> {
  readonly system: System
  readonly sight: (space: Network) => Sight
  /** By end, an execution that comes to it. */
  readonly found: Outcomes['ends']
}

/** An execution of a system; `shortest`: of those that end so. */
interface Schedule {
  readonly choices: readonly number[]
  readonly shortest: boolean
}

/** `Predicted`, with what retells it. */
export type PredictedHere =
  | (Extract<Predicted, { kind: 'run' }> & { readonly prediction: Known<RunEnd> })
  | (Extract<Predicted, { kind: 'row' }> & { readonly prediction: Known<ModelEnd> })

/** How many states are searched for a shortest execution. */
const SCHEDULED = { states: 100_000 } as const

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
    const found = this.#ask(system, runSight)
    const prediction = {
      ...measured(system, runSight, found, phases.flat(2).length),
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
    const found = this.#ask(system, sightOf)
    const prediction = {
      ...measured(system, sightOf, found, requests),
      ends: found.ends.map(({ outcome, marks }) => ({ tally: JSON.parse(outcome), marks })),
    }
    this.#loads.set(key, prediction)
    return prediction
  }

  /** What a root cause allows of something that was seen. */
  of({ of }: RootCause, evidence: Evidence): PredictedHere {
    const variants: Both = [of(evidence.variants[0]), of(evidence.variants[1])]
    return evidence.kind === 'run'
      ? { kind: 'run', evidence, prediction: this.run(variants, evidence.phases) }
      : { kind: 'row', evidence, prediction: this.load(variants, evidence.seen.load) }
  }

  /**
   * The shortest execution that comes to one of these ends, and to which: searched again with all orders of steps, for the
   * one that was found may have steps in it that need not have been taken yet.
   */
  schedule({ system, sight, found }: Known<unknown>, among: readonly number[]): Schedule & { readonly end: number } {
    const again = this.#ask(system, sight, { ...SCHEDULED, runs: 0, reduce: false }).ends
    const known = among.map((end) => {
      const { outcome, marks, choices } = found[end]
      const same = again.find((other) => other.outcome === outcome && other.marks === marks)
      return { end, choices: same?.choices ?? choices, shortest: same !== undefined }
    })
    return known.reduce((least, each) => (each.choices.length < least.choices.length ? each : least))
  }

  #ask(system: System, sight: Known<unknown>['sight'], effort: Partial<Effort> = {}): Outcomes {
    const space = new Network(system, 'urgent')
    return outcomesOf(space, sight(space), { ...this.#effort, ...effort })
  }
}

function measured(
  system: System,
  sight: Known<unknown>['sight'],
  { ends, exhaustive, states }: Outcomes,
  requests: number,
) {
  return { system, sight, found: ends, exhaustive, states, requests }
}
