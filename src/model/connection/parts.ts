import { fetchStates } from '../fetch.ts'
import { local, MTX, READY } from '../names.ts'

interface Known {
  readonly context: { readonly slice: string | null; readonly process: string }
}

/** `Mutex.lock mtx`. */
export function locking<T extends string>(target: T) {
  return { entry: 'lock', meta: { waits: { kind: 'acquires', on: local(MTX) } }, on: { granted: target } } as const
}

interface Entering {
  readonly context: { readonly at: string; readonly traits: { readonly nests: boolean } }
}

/** The way into the runtime: `current` is saved and set. With a second lock inside, there is a wait. */
export const ENTERING = {
  tags: 'in-runtime',
  entry: 'enter',
  meta: {
    waits: { kind: 'acquires', on: ({ context }: Entering) => (context.traits.nests ? context.at + READY : null) },
  },
  on: { entered: { target: 'running', actions: 'save' } },
} as const

/**
 * The thread runs its handler's process (`drive`), until that waits (`parking`) or ends (`leaving`); while it blocks in an
 * outbound request the thread is outside the runtime.
 */
export function driving<T extends string>(parking: T) {
  const on = {
    blocked: { target: parking, actions: 'noteCallee' },
    finished: { target: 'leaving', actions: 'noteStatus' },
    fetch: { target: 'fetching', actions: 'beginFetch' },
  } as const
  const meta = { waits: { kind: 'runs', on: ({ context }: Known) => context.process } } as const
  return {
    running: { tags: 'in-runtime', entry: 'drive', meta, on },
    fetching: { ...fetchStates, onDone: { target: 'resumed', actions: ['goOn', 'endFetch'] } },
    resumed: { tags: 'in-runtime', meta, on },
  } as const
}

/** `--pump`: `sched_run` by the thread itself: slices until nothing is ready. */
export function pumping<T extends string>(after: T) {
  const on = {
    blocked: 'endingSlice',
    finished: 'endingSlice',
    fetch: { target: 'fetchingInSlice', actions: 'beginFetch' },
  } as const
  const meta = { waits: { kind: 'runs', on: ({ context }: Known) => context.slice } } as const
  return {
    popping: {
      tags: 'in-runtime',
      entry: 'pop',
      on: { slice: { target: 'slice', actions: ['beginSlice', 'runSlice'] }, empty: after, refused: after },
    },
    slice: { tags: 'in-runtime', meta, on },
    fetchingInSlice: { ...fetchStates, onDone: { target: 'resumedSlice', actions: ['goOn', 'endFetch'] } },
    resumedSlice: { tags: 'in-runtime', meta, on },
    endingSlice: { tags: 'in-runtime', entry: ['endSlice', 'forgetSlice'], on: { restored: 'popping' } },
  } as const
}

/** `call_original`'s way out: `current` is put back, and the mutex given back unless the design leaks it. */
export const LEAVING = {
  leaving: {
    tags: 'in-runtime',
    entry: ['leave', 'forgetSaved'],
    on: { restored: [{ guard: 'leaks', target: 'returned' }, { target: 'unlocking' }] },
  },
  unlocking: { entry: 'unlock', always: 'returned' },
  returned: { type: 'final' },
} as const

interface Parked {
  readonly context: { readonly callee: string | null }
}

/** What a parked call waits for. */
export const AWAITS_CALLEE = {
  waits: { kind: 'awaits-reply', on: ({ context }: Parked) => context.callee },
} as const
