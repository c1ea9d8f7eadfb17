import type { Step } from './step.ts'

/** What one run of a system by the random walk came to: what strategies may know of a system before they begin. */
export interface Trial {
  /** Steps taken. */
  readonly steps: number
  /** By chain (see `chainOf`), the steps taken in it. */
  readonly chains: ReadonlyMap<string, number>
}

/** What a strategy promises: the least probability with which one run shows a bug that this many constraints make. */
export interface Guarantee {
  /** The number of ordering constraints between steps that suffice for the bug to happen. */
  readonly depth: number
  readonly chains: number
  readonly steps: number
  readonly probability: number
}

/** How a strategy makes runs again that it has to learn from. */
export interface Rehearsal {
  /** From one seed of this strategy to the next; in a portfolio others come between them. */
  readonly stride: number
  /** Makes the run of an earlier seed. */
  readonly run: (seed: number) => void
}

/** Who goes next in a run. A strategy only goes forward; exhaustive searches are not strategies. */
export interface Strategy {
  readonly name: string
  /**
   * Forgets the last run and prepares the one with this seed; `trial` makes the trial run when it is first called, the same
   * function for all runs of one system. A strategy that learns from run to run makes earlier ones by the rehearsal.
   */
  begin(seed: number, trial: () => Trial, rehearsal?: Rehearsal): void
  /** Whether it is asked about faults as about all other steps; otherwise these strike by the run's mix. */
  readonly faults?: boolean
  /** Of such a strategy, whether it takes harm where nothing else is left; otherwise the run ends there. */
  insists?(enabled: readonly Step[]): boolean
  /** The position, among the enabled steps (never empty), of the one to take. */
  pick(enabled: readonly Step[]): number
  /** What it promises of a system with such a trial, if it promises anything. */
  guarantee?(trial: Trial): Guarantee
}

/**
 * The chain of a step: the channel that it delivers from, or its actor's own timers and outcomes. The steps of one chain
 * come one after another, as those of a thread; the order between chains is the strategy's to choose.
 */
export function chainOf(step: Step): string {
  return step.kind === 'deliver' ? `${step.from} → ${step.actor}` : step.actor
}
