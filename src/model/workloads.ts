import type { Route } from './routes.ts'

/** Who asks what: one list of routes a client, done one after another. */
export type Workload = readonly (readonly Route[])[]

/** n clients at once, each with one request to this route. */
export function concurrent(n: number, route: Route): Workload {
  return Array.from({ length: n }, () => [route])
}

/** The workloads of the catalogue by name. */
export const workloads = {
  'simple-1': concurrent(1, 'simple'),
  'simple-2': concurrent(2, 'simple'),
  'simple-3': concurrent(3, 'simple'),
  'kernel-1': concurrent(1, 'kernel'),
  'kernel-2': concurrent(2, 'kernel'),
  'kernel-3': concurrent(3, 'kernel'),
  'actor-1': concurrent(1, 'actor'),
  'actor-2': concurrent(2, 'actor'),
  'mixed-2': [['simple'], ['kernel']],
  'mixed-3': [['simple'], ['kernel'], ['actor']],
  'raising-2': [['boom-after'], ['kernel']],
  /** The report's: `/` is answered, then an outbox is asked for, then `/` again. */
  sequence: [['simple', 'kernel', 'simple']],
} as const satisfies Readonly<Record<string, Workload>>

export type WorkloadName = keyof typeof workloads
