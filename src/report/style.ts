/** What makes text stand out; the command line gives one that colours, tests one that does nothing. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly dim: (text: string) => string
  readonly strong: (text: string) => string
}

/** How a report is laid out. */
export interface Style {
  readonly paint: Paint
  /** The width that lines should fit. */
  readonly columns: number
  /** Draw with ASCII characters only. */
  readonly ascii: boolean
}

const same = (text: string): string => text

/** No colour. */
export const UNPAINTED: Paint = { good: same, bad: same, warn: same, dim: same, strong: same }
