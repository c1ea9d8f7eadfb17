/** What a thread does that others may notice, as read from its source. */
export type Op =
  | { readonly do: 'lock' | 'unlock' | 'try'; readonly mutex: string }
  /** `parks`: in a loop that is written to have no end, so that nobody needs to signal. */
  | { readonly do: 'wait'; readonly condition: string; readonly mutex: string; readonly parks?: true }
  | { readonly do: 'signal' | 'broadcast'; readonly condition: string }
  /** A memory cell; a read has the value as its result. `waits`: until it has one of the values with a way on. */
  | { readonly do: 'read'; readonly cell: string; readonly waits: boolean }
  | { readonly do: 'write'; readonly cell: string; readonly value: string }
  /** Each value becomes another one, in one step; has the old value as its result. */
  | { readonly do: 'update'; readonly cell: string; readonly to: Readonly<Record<string, string>> }
  /**
   * A queue; the result of `pop` is the value or `empty`, of `peek` `some` or `empty`, of `length`
   * a number. `take` waits for a value, `filled`
   * until there is one.
   */
  | { readonly do: 'push'; readonly queue: string; readonly value: string }
  | { readonly do: 'pop' | 'take' | 'peek' | 'filled' | 'length'; readonly queue: string }
  /** Starts a thread of a kind, `many`: more than are modelled; waits until one has ended. */
  | { readonly do: 'spawn' | 'join'; readonly kind: string; readonly many?: true }
  /** Enters and leaves the runtime, which is for one thread at a time. */
  | { readonly do: 'enter' | 'leave' }
  /** Takes itself for another process: the runtime's register was not put back. */
  | { readonly do: 'mistake' }
  /** An outbound request, whose server may ask back before it answers. */
  | { readonly do: 'fetch' }
  /** Time passes, and nothing is asked of anybody. */
  | { readonly do: 'pause' }
  /** Between two activations of an entry: nothing may be held here. */
  | { readonly do: 'rest' }
  /** What the source does not tell: the results are `0`, `1`, …, or `guessed`. `on`: what a cell would tell. `counted`: another turn of a long loop, or its end. */
  | { readonly do: 'choose'; readonly on?: string; readonly counted?: true }
  /** By an exception, or by coming to its end. */
  | { readonly do: 'end'; readonly raised: boolean }

/** A position of a thread: what it does there, and where it goes on by what comes of it. */
export interface Node {
  readonly op: Op
  /** Where in the source, as an index that the reader of the source understands. */
  readonly source: number
  readonly next: ReadonlyMap<string, number>
}

/** A thread's control flow: node 0 is where it begins. */
interface Skeleton {
  readonly name: string
  readonly nodes: readonly Node[]
}

/** A thread, and who starts it: nobody (it runs from the start), or a `spawn` of this kind. */
export interface SkeletonThread extends Skeleton {
  readonly kind: string | undefined
  /** It stands for all of its kind but the first. */
  readonly another?: boolean
}

/** The result of a choice in which one way is the right one, but the abstraction has lost which. */
export function guessed(way: number): string {
  return `~${way}`
}

export function isGuess(result: string): boolean {
  return result.startsWith('~')
}
