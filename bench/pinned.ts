import type { System } from '../src/index.ts'
import { philosophers } from '../test/systems/philosophers.ts'
import { ring } from '../test/systems/ring.ts'

/** A system of which there is a Promela model with the same counts. */
export interface Pinned {
  readonly model: 'philosophers' | 'ring'
  readonly n: number
  readonly states: number
  readonly transitions: number
}

/** The systems that are compared, and the goal for the ratio of states per second. */
export const compared: readonly (Pinned & { readonly goal: number })[] = [
  { model: 'philosophers', n: 8, states: 693_855, transitions: 4_404_696, goal: 5 },
  { model: 'philosophers', n: 9, states: 3_727_593, transitions: 26_621_253, goal: 5 },
  { model: 'ring', n: 10, states: 124_032, transitions: 640_186, goal: 3 },
  { model: 'ring', n: 11, states: 444_448, transitions: 2_517_462, goal: 3 },
]

/** The systems over which growth is shown. */
export const growing: readonly Pick<Pinned, 'model' | 'n'>[] = [
  ...[4, 5, 6, 7, 8, 9, 10].map((n) => ({ model: 'philosophers', n }) as const),
  ...[7, 8, 9, 10, 11].map((n) => ({ model: 'ring', n }) as const),
]

/** The system of a name and size, asked for deadlock only, as SPIN is. */
export function pinned(model: string, n: number): System {
  const system = model === 'ring' ? ring(n) : philosophers(n)
  return { ...system, properties: system.properties.filter(({ kind }) => kind === 'deadlock-free') }
}
