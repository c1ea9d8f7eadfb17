import type { BoundHit } from '../engine/verdict.ts'

/** Why nothing can be said of every number of copies. */
export type Obstacle =
  /** An actor has a timer: the timers of those that are left out would run down with it. */
  | { readonly kind: 'timer'; readonly actor: string }
  | { readonly kind: 'child'; readonly actor: string }
  /** A copy sends to another one, or keeps the name of one that the actors which are no copies do not know. */
  | { readonly kind: 'acquainted'; readonly actor: string }
  /** An actor's answer to an event depends on how many copies are in its uncounted fields, or on two of them at once. */
  | { readonly kind: 'counts'; readonly actor: string; readonly event: string }
  /** The actors that are no copies know more copies by name at a time than can be kept. */
  | { readonly kind: 'crowded'; readonly kept: number }
  | { readonly kind: 'bound'; readonly hit: BoundHit }

/** Ends an exploration of excerpts; is caught by `checkEvery`. */
export class Obstructed extends Error {
  readonly obstacle: Obstacle

  constructor(obstacle: Obstacle) {
    super(obstacle.kind)
    this.obstacle = obstacle
  }
}
