import type { Execution } from '../engine/execution.ts'
import type { Harm } from '../engine/faults.ts'
import { HARMS } from '../engine/faults.ts'
import type { Step } from '../engine/step.ts'
import { isHarm } from '../engine/step.ts'
import type { Random } from '../scheduler/prng.ts'
import { random } from '../scheduler/prng.ts'
import type { FaultMix } from './mix.ts'

/**
 * When faults strike in one run: a function of its mix and its seed. Strategies choose among the other steps, so that what they
 * promise of these still holds.
 */
export class Strikes {
  readonly #left: Map<Harm, number>
  readonly #mix: FaultMix
  readonly #draw: Random
  /** After so many steps faults stop, where the system promises that. */
  readonly #calm: number

  /** @param steps the bound on the steps of the run, in the first half of which faults stop. */
  constructor(mix: FaultMix, seed: number, steps: number) {
    this.#mix = mix
    this.#left = new Map(HARMS.map((kind) => [kind, mix.harms[kind] ?? 0]))
    this.#draw = random(seed, 3)
    this.#calm = 2 ** this.#draw(0, Math.max(0, Math.floor(Math.log2(steps)) - 1))
  }

  /** The position of the fault that strikes now; `undefined` when it is a step's turn. */
  next({ enabled, length }: Pick<Execution, 'enabled' | 'length'>): number | undefined {
    const heal = enabled.findIndex((step) => step.kind === 'fault' && step.fault === 'heal')
    if (heal >= 0 && (length >= this.#calm || heal === 0)) return heal
    return this.#harm(enabled)
  }

  /** Harm, unless chance has it that none strikes: first the kind is drawn, then the victim. */
  #harm(enabled: readonly Step[]): number | undefined {
    const able = [...enabled.keys()].filter((at) => isHarm(enabled[at]) && this.#may(enabled[at]))
    if (able.length === 0 || this.#draw(1, this.#mix.every) > 1) return undefined
    const kinds = [...new Set(able.map((at) => harmOf(enabled[at])))]
    const kind = kinds[this.#draw(0, kinds.length - 1)]
    const victims = able.filter((at) => harmOf(enabled[at]) === kind)
    this.#left.set(kind, (this.#left.get(kind) ?? 0) - 1)
    return victims[this.#draw(0, victims.length - 1)]
  }

  #may(step: Step): boolean {
    return (this.#left.get(harmOf(step)) ?? 0) > 0
  }
}

function harmOf(step: Step): Harm {
  return (step as Step & { readonly fault: Harm }).fault
}

/** Steps that a strategy chooses among: all but faults that strike by chance. They come first. */
export function choosable(enabled: readonly Step[]): readonly Step[] {
  if (enabled.length === 0 || enabled[enabled.length - 1].kind !== 'fault') return enabled
  const end = enabled.findIndex((step) => isHarm(step) || (step.kind === 'fault' && step.fault === 'heal'))
  return end < 0 ? enabled : enabled.slice(0, end)
}
