import type { Explored, Recording } from '../report/page/data.ts'

function ask<T>(what: string, system: string, choices: readonly number[], done: (answer: T) => void): void {
  const asked = new URLSearchParams({ system, choices: choices.join('.') })
  fetch(`${what}?${asked.toString()}`)
    .then((response) => response.json())
    .then(done, () => {})
}

/** Asks the server for the execution of these choices. */
export function explore(system: string, choices: readonly number[], done: (recording: Recording) => void): void {
  ask('execution', system, choices, done)
}

/** Asks the server for the states along these choices, and for the steps of the last one. */
export function exploreStates(system: string, choices: readonly number[], done: (explored: Explored) => void): void {
  ask('states', system, choices, done)
}
