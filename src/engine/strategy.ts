import type { Step } from './step.ts'

/** Who goes next in a run. A strategy only goes forward; exhaustive searches are not strategies. */
export interface Strategy {
  readonly name: string
  /** Forgets the last run and prepares the one with this seed. */
  begin(seed: number): void
  /** The position, among the enabled steps (never empty), of the one to take. */
  pick(enabled: readonly Step[]): number
}
