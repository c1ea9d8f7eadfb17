import type { SystemState } from './state.ts'

/** A statement about one state. It must be a pure function of what it reads. */
export type Predicate = (state: SystemState) => boolean

/** What a system is checked for; made by the functions of this file. */
export type Property =
  | { readonly kind: 'deadlock-free'; readonly name: string }
  | {
      readonly kind: 'always'
      readonly name: string
      readonly predicate: Predicate
      readonly when: Predicate | undefined
    }
  | { readonly kind: 'sometimes'; readonly name: string; readonly predicate: Predicate }
  | { readonly kind: 'at-most-one'; readonly name: string; readonly tag: string }
  | { readonly kind: 'no-unhandled-events'; readonly name: string }

/**
 * No actor is ever stuck: in every reachable state, every actor that is neither finished nor tagged `idle` will move on
 * some continuation. Covers global deadlock (nothing is enabled) and partial deadlock (others go on).
 */
export function deadlockFree(): Property {
  return { kind: 'deadlock-free', name: 'deadlock-free' }
}

/**
 * The predicate holds in every reachable state. With `when`, it is asked only where that premise holds, and the check
 * fails as vacuous when the premise never does.
 */
export function always(name: string, predicate: Predicate, options: { readonly when?: Predicate } = {}): Property {
  return { kind: 'always', name, predicate, when: options.when }
}

/** The predicate holds in some reachable state: a witness that the interesting thing does happen. */
export function sometimes(name: string, predicate: Predicate): Property {
  return { kind: 'sometimes', name, predicate }
}

/** At most one actor is in a state with this tag at a time: mutual exclusion. */
export function atMostOne(tag: string): Property {
  return { kind: 'at-most-one', name: `at most one ${tag}`, tag }
}

/**
 * No event reaches an actor that cannot take it and therefore drops it (actors with `unhandled: 'drop'`, XState's
 * default). XState's own `xstate.done.actor.*` notices and messages to finished actors do not count.
 */
export function noUnhandledEvents(): Property {
  return { kind: 'no-unhandled-events', name: 'no unhandled events' }
}
