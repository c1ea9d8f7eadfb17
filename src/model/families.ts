import { KERNEL_NEEDS_MUTEX } from './expected.ts'

/** Servers with any number of connections, by a name for `familyNamed`, and what is expected of all numbers. */
export interface FamilyScenario {
  readonly name: string
  /** The least number that fails, and how; none: every number is verified. */
  readonly fails?: { readonly copies: number; readonly signature: string }
}

/** The design that deadlocks and those proposed to ship, each connection calling the kernel. */
export const families: readonly FamilyScenario[] = [
  {
    name: 'original/scheduler-thread/kernel-n',
    fails: { copies: 1, signature: KERNEL_NEEDS_MUTEX.signature },
  },
  { name: 'pattern-a/scheduler-thread/kernel-n' },
  { name: 'pattern-a-hook/scheduler-thread/kernel-n' },
  { name: 'pattern-b/scheduler-thread/kernel-n' },
]
