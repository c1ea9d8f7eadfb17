import type { ExcerptStep } from './excerpts.ts'
import { isKind } from './excerpts.ts'
import type { Digraph } from './scc.ts'
import { components } from './scc.ts'

/**
 * The kinds of steps that some execution may take for ever, as far as the excerpts tell; none: every execution of every number
 * of copies ends. `without`: a kind that is not taken.
 *
 * What is taken for ever is taken for ever by some copy, or by no copy at all, and so lies on a cycle of excerpts of that copy, as
 * a step of its own. A kind that lies on none is taken only finitely often; cycles that need it are none; and so on, until
 * no kind goes.
 */
export function endless(count: number, steps: readonly ExcerptStep[], without?: string): ReadonlySet<string> {
  const taken = steps.filter(({ kind }) => without === undefined || !isKind(kind, without))
  let kinds = new Set(taken.map(({ kind }) => kind))
  for (;;) {
    const left = steps.filter(({ kind }) => kinds.has(kind))
    const { of } = components(graphOf(count, left))
    const round = left.filter(({ from, to, own }) => own && of[from] === of[to])
    const still = new Set(round.map(({ kind }) => kind))
    if (still.size === kinds.size) return still
    kinds = still
  }
}

function graphOf(states: number, steps: readonly ExcerptStep[]): Digraph {
  const targets: number[][] = []
  for (const { from, to } of steps) {
    targets[from] ??= []
    targets[from].push(to)
  }
  return {
    states,
    degree: (state) => targets[state]?.length ?? 0,
    target: (state, position) => targets[state][position],
  }
}
