import { original } from './connection/original.ts'
import { patternA } from './connection/pattern-a.ts'
import { patternAHook } from './connection/pattern-a-hook.ts'
import { patternANaive } from './connection/pattern-a-naive.ts'
import { patternB } from './connection/pattern-b.ts'
import { patternBLostWakeup } from './connection/pattern-b-lost-wakeup.ts'
import { patternBWaitLocked } from './connection/pattern-b-wait-locked.ts'
import type { connectionThread } from './connection/thread.ts'
import type { Driver } from './er-code.ts'
import type { Runner } from './variant.ts'

/** One way to write the handler part of `http-listen`. */
export interface Design {
  /** The miniature's `--variant`. */
  readonly variant: string
  readonly about: string
  /** Proposed to ship. */
  readonly shipping: boolean
  readonly connection: ReturnType<typeof connectionThread>
  /** Who runs the handler's process. */
  readonly handler: Driver
}

/** The designs by name. */
export const designs = {
  original: {
    variant: 'original',
    about: 'the mutex is held over the whole handler call',
    shipping: false,
    connection: original,
    handler: 'host',
  },
  'pattern-a': {
    variant: 'a-yield',
    about: 'sx_call yields, and a parked call gives the mutex back',
    shipping: true,
    connection: patternA,
    handler: 'host',
  },
  'pattern-a-hook': {
    variant: 'a-hook',
    about: 'the text of the original, but its park hook gives the mutex back',
    shipping: true,
    connection: patternAHook,
    handler: 'host',
  },
  'pattern-a-naive': {
    variant: 'a-naive',
    about: 'no mutex around the handler call at all',
    shipping: false,
    connection: patternANaive,
    handler: 'host',
  },
  'pattern-b': {
    variant: 'b-spawn',
    about: 'the handler is a fresh er-process, and the thread waits for its cell',
    shipping: true,
    connection: patternB,
    handler: 'scheduler-locked',
  },
  'pattern-b-wait-locked': {
    variant: 'b-wait-locked',
    about: 'pattern B that gives the mutex back only after the wait',
    shipping: false,
    connection: patternBWaitLocked,
    handler: 'scheduler-locked',
  },
  'pattern-b-lost-wakeup': {
    variant: 'b-lostwake',
    about: 'pattern B that tests, fills and signals its cell without the mutex of the cell',
    shipping: false,
    connection: patternBLostWakeup,
    handler: 'scheduler-unlocked',
  },
} as const satisfies Readonly<Record<string, Design>>

export type DesignName = keyof typeof designs

/** Who runs the scheduler. */
export interface Hypothesis {
  /** The miniature's `--runner`. */
  readonly runner: Runner
  readonly about: string
}

/** The hypotheses by name. */
export const hypotheses = {
  'scheduler-thread': { runner: 'thread', about: 'H1: a thread takes the mutex to run ready processes' },
  'scheduler-parked': { runner: 'parked', about: 'H2: the main thread is parked in accept, inside the slice of boot' },
} as const satisfies Readonly<Record<string, Hypothesis>>

export type HypothesisName = keyof typeof hypotheses
