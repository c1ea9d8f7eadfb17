import type { Step } from './step.ts'

/** What one run of a system by the random walk came to: what strategies may know of a system before they begin. */
export interface Trial {
  /** Steps taken. */
  readonly steps: number
  /** By chain (see `chainOf`), the steps taken in it. */
  readonly chains: ReadonlyMap<string, number>
}

/**
 * What a strategy promises: the least probability with which one run shows a bug that this many constraints make, if no run has
 * more chains or steps, and if the bug hangs on nothing that is drawn besides: which of several steps of a chain is taken, how
 * long steps take, and faults.
 */
export interface Guarantee {
  /** The number of ordering constraints between steps that suffice for the bug to happen. */
  readonly depth: number
  readonly chains: number
  readonly steps: number
  readonly probability: number
  /** One run in so many is of this kind: in a portfolio strategies take turns. */
  readonly turns: number
}

/** Makes the run of an earlier seed again, for a strategy that has to learn from it. */
export type Rehearse = (seed: number) => void

/** Who goes next in a run. A strategy only goes forward; exhaustive searches are not strategies. */
export interface Strategy {
  readonly name: string
  /**
   * Forgets the last run and prepares the one with this seed; `trial` makes the trial run when it is first called, the same
   * function for all runs of one system. A strategy that learns from run to run makes earlier ones again by `rehearse`.
   */
  begin(seed: number, trial: () => Trial, rehearse?: Rehearse): void
  /** Whether it is asked about faults as about all other steps; otherwise these strike by the run's mix. */
  readonly faults?: boolean
  /** Of such a strategy, whether it takes harm where nothing else is left; otherwise the run ends there. */
  insists?(enabled: readonly Step[]): boolean
  /** The position, among the enabled steps (never empty), of the one to take. */
  pick(enabled: readonly Step[]): number
  /** What it promises of a system with such a trial, if it promises anything. */
  guarantees?(trial: Trial): readonly Guarantee[]
}

/**
 * The chain of a step: the channel that it delivers from, or its actor's own timers and outcomes. The steps of one chain
 * come one after another, as those of a thread; the order between chains is the strategy's to choose.
 */
export function chainOf(step: Step): string {
  return step.kind === 'deliver' ? `${step.from} → ${step.actor}` : step.actor
}
