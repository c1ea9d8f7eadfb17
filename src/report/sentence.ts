import type { Readiness } from '../engine/space.ts'
import type { Explanation } from '../engine/verdict.ts'
import type { WaitEdge, WaitKind } from '../engine/wait.ts'
import { enumerate, printable } from './text.ts'

/** Where an actor stands at the end of a counterexample. */
export type Standing = (actor: string) => Readiness

const CLAUSES: Readonly<Record<WaitKind, (to: string) => string>> = {
  acquires: (to) => `waits to acquire ${to}`,
  'held-by': (to) => `is held by ${to}`,
  'awaits-reply': (to) => `waits for a reply from ${to}`,
  'needs-run-slot': (to) => `needs a run slot from ${to}`,
  'awaits-signal': (to) => `waits for a signal from ${to}`,
  'awaits-message': (to) => `waits for a message from ${to}`,
  runs: (to) => `is running ${to}`,
}

/** How a wait ends whose target will not act. */
const NEVER: Readonly<Record<WaitKind, string>> = {
  acquires: 'which never becomes free',
  'held-by': 'which never gives it back',
  'awaits-reply': 'which never comes',
  'needs-run-slot': 'which never comes',
  'awaits-signal': 'which never comes',
  'awaits-message': 'which never comes',
  runs: 'which never returns',
}

/** What one edge says of its actor: `waits for a reply from nx_kernel`. */
export function waitClause({ from, kind, to }: WaitEdge): string {
  return CLAUSES[kind](from === to ? 'itself' : printable(to))
}

/** A wait for something held and the holder are one clause: `sched waits for mtx, which conn#1 holds`. */
export function clauses(edges: readonly WaitEdge[]): readonly string[] {
  const said: string[] = []
  for (let at = 0; at < edges.length; at++) {
    const edge = edges[at]
    const next = edges[at + 1]
    const subject = printable(edge.from)
    if (edge.kind === 'acquires' && next?.kind === 'held-by' && next.from === edge.to) {
      said.push(`${subject} waits for ${printable(edge.to)}, which ${printable(next.to)} holds`)
      at++
    } else said.push(`${subject} ${waitClause(edge)}`)
  }
  return said
}

/** Begins with an actor that holds something, so that the sentence can say so first and close the circle. */
function fromHolder(cycle: readonly WaitEdge[]): readonly WaitEdge[] {
  const start = cycle.findIndex((edge, at) => edge.kind !== 'held-by' && cycle.at(at - 1)?.kind === 'held-by')
  return start <= 0 ? cycle : [...cycle.slice(start), ...cycle.slice(0, start)]
}

/** A wait-for cycle as a sentence. */
export function cycleSentence(cycle: readonly WaitEdge[]): string {
  const edges = fromHolder(cycle)
  const [first, second] = edges
  if (edges.length === 2 && first.kind === 'acquires' && second.kind === 'held-by') {
    return `${printable(first.from)} waits for ${printable(first.to)}, which it holds itself.`
  }
  const last = edges[edges.length - 1]
  const [head, ...rest] = clauses(edges)
  const subject = printable(first.from)
  const begin =
    last.kind === 'held-by' ? `${subject} holds ${printable(last.from)} and${head.slice(subject.length)}` : head
  return `${[begin, ...rest].join('; ')}.`
}

function standingWords(actor: string, readiness: Readiness): string {
  switch (readiness) {
    case 'finished':
      return ` (${actor} has finished)`
    case 'idle':
      return ` (${actor} is idle)`
    case 'absent':
      return ` (${actor} does not exist)`
    case 'running':
      return ''
  }
}

/** A chain of waits that ends at what nobody provides, as a sentence. */
export function chainSentence({ chain, core }: Explanation, standing: Standing): string {
  const last = chain[chain.length - 1]
  const told = clauses(chain).join('; ')
  const end = printable(last.to)
  if (core.includes(last.to)) return `${told}; ${end} never moves again and declares no wait.`
  const how = last.down === undefined ? standingWords(end, standing(last.to)) : ` (${end} has ${last.down})`
  return `${told}, ${NEVER[last.kind]}${how}.`
}

/** Why the actors of a deadlock are stuck, in one sentence. */
export function deadlockSentence(explanation: Explanation, standing: Standing): string {
  if (explanation.cycle.length > 0) return cycleSentence(explanation.cycle)
  if (explanation.chain.length > 0) return chainSentence(explanation, standing)
  const actors = explanation.core.map(printable)
  const [never, their] =
    actors.length === 1 ? ['never moves', 'its state declares'] : ['never move', 'their states declare']
  return `${enumerate(actors)} ${never} again; ${their} no wait (meta: { waits }) that would say why.`
}
