/** What is done between two reports of progress: so many states are expanded, or so many transitions found. */
const REPORT_EVERY = { expanded: 2_048, transitions: 16_384 } as const

/** Tells when a search is to report: by the work done, since a state may have thousands of successors. */
export class Reports {
  #expanded = 0
  #transitions = 0

  isDue(expanded: number, transitions: number): boolean {
    const isDue =
      expanded - this.#expanded >= REPORT_EVERY.expanded || transitions - this.#transitions >= REPORT_EVERY.transitions
    if (isDue) [this.#expanded, this.#transitions] = [expanded, transitions]
    return isDue
  }
}
