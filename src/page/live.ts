import type { Recording } from '../report/page/data.ts'

/** Asks the server for the execution of these choices. */
export function explore(system: string, choices: readonly number[], done: (recording: Recording) => void): void {
  const asked = new URLSearchParams({ system, choices: choices.join('.') })
  fetch(`execution?${asked.toString()}`)
    .then((response) => response.json())
    .then(done, () => {})
}
