import type { Graph } from '../../check/graph.ts'
import type { Network } from '../../engine/network.ts'
import type { Program } from '../../engine/program.ts'
import type { Property } from '../../engine/property.ts'
import type { Space } from '../../engine/space.ts'
import { violatedBy } from '../../engine/verdict.ts'
import type { Rules } from './rules.ts'
import { rulesOf } from './rules.ts'

/** The name of the claim that the tables suffice. */
const NO_GAP = 'the tables have no gap (else raise --max-states)'

/** An explored system for another model checker, and what that one should count. */
export interface Model {
  readonly rules: Rules
  readonly claims: readonly Claim[]
  /** What was counted; `undefined` after a search that was cut off. */
  readonly counts: Counts | undefined
}

/** What a complete search counts. */
interface Counts {
  readonly states: number
  readonly transitions: number
  /** States in which nothing is enabled. */
  readonly ends: number
}

/** Slots in configurations that together violate a property. */
type Assignment = readonly (readonly [slot: number, config: number])[]

/** A property as a statement about single states or steps, in the numbers of a program. */
export type Claim =
  /** No state is reached in which nothing is enabled and somebody is neither finished nor idle. */
  | { readonly kind: 'no-global-deadlock'; readonly property: string }
  /** At most one slot is in one of its configurations with the tag; by slot, and then by configuration. */
  | { readonly kind: 'at-most-one'; readonly property: string; readonly tagged: readonly (readonly boolean[])[] }
  /** None of these assignments is ever seen. */
  | { readonly kind: 'never'; readonly property: string; readonly assignments: readonly Assignment[] }
  /** No slot comes into a configuration whose steps are not in the tables; asked after a search that was cut off. */
  | { readonly kind: 'no-gap'; readonly property: string }
  /** No step is flawed. */
  | { readonly kind: 'no-flaw'; readonly property: string; readonly flaw: 'error' | 'reported' | 'dropped' }
  /** A property that is no statement about single states, or too long a one. */
  | { readonly kind: 'left-out'; readonly property: string; readonly why: string }

/** An `always` that fails in more different ways than these is left out: its assertion would outgrow the model. */
const MOST_ASSIGNMENTS = 500

function noFlaw(flaw: 'error' | 'reported' | 'dropped', properties: readonly Property[]): readonly Claim[] {
  const event = { type: '' }
  const property = violatedBy(
    flaw === 'error' ? { kind: flaw, actor: '', error: undefined } : { kind: flaw, actor: '', from: '', event },
    properties,
  )
  return property === undefined ? [] : [{ kind: 'no-flaw', property, flaw }]
}

function assignmentsOf(space: Space, graph: Graph, property: Property & { kind: 'always' }): Claim {
  if (graph.hit !== undefined) {
    return { kind: 'left-out', property: property.name, why: 'what violates it is known after a complete search only' }
  }
  const found = new Map<string, Assignment>()
  const { name, predicate, when } = property
  for (let index = 0; index < graph.states && found.size <= MOST_ASSIGNMENTS; index++) {
    const state = graph.state(index)
    const read = new Set<number>()
    const view = space.view(state, (slot) => read.add(slot))
    if ((when !== undefined && !when(view)) || predicate(view)) continue
    const assignment = [...read].sort((a, b) => a - b).map((slot) => [slot, state[slot] ?? 0] as const)
    found.set(assignment.join(';'), assignment)
  }
  return found.size > MOST_ASSIGNMENTS
    ? { kind: 'left-out', property: name, why: `it fails in more than ${MOST_ASSIGNMENTS} ways` }
    : { kind: 'never', property: name, assignments: [...found.values()] }
}

function claimOf(space: Space, graph: Graph, configs: readonly number[], property: Property): readonly Claim[] {
  const { name } = property
  switch (property.kind) {
    case 'deadlock-free':
      return [{ kind: 'no-global-deadlock', property: name }]
    case 'at-most-one': {
      const tagged = configs.map((count, slot) =>
        Array.from({ length: count }, (_, config) => space.tagged(slot, config, property.tag)),
      )
      return [{ kind: 'at-most-one', property: name, tagged }]
    }
    case 'always':
      return [assignmentsOf(space, graph, property)]
    case 'sometimes':
      return [{ kind: 'left-out', property: name, why: 'it asks for a witness, which no assertion can' }]
    case 'no-unhandled-events':
      return []
    case 'eventually':
    case 'always-eventually':
    case 'leads-to':
    case 'converges':
    case 'progress':
    case 'observer':
    case 'responds-within':
      return [{ kind: 'left-out', property: name, why: 'it speaks about whole executions, which no assertion does' }]
  }
}

/**
 * What properties say about single states and steps of an explored system. An `always` becomes the assignments that
 * violate it.
 */
function claimsOf(space: Space, graph: Graph, program: Program, properties: readonly Property[]): readonly Claim[] {
  const configs = program.slots.map((slot) => slot.configs)
  const flaws = (['error', 'reported', 'dropped'] as const).flatMap((flaw) => noFlaw(flaw, properties))
  return [...flaws, ...properties.flatMap((property) => claimOf(space, graph, configs, property))]
}

function countsOf(graph: Graph): Counts | undefined {
  if (graph.hit !== undefined) return undefined
  const { states, transitions } = graph
  let ends = 0
  for (let index = 0; index < states; index++) if (graph.degree(index) === 0) ends++
  return { states, transitions, ends }
}

/**
 * An explored system as a model for other tools. The tables are local to actors, and fill long before all states are seen:
 * after a search that was cut off they may suffice, and the model asserts that they do.
 */
export function modelOf(space: Network, graph: Graph, properties: readonly Property[]): Model {
  const program = space.program()
  const gaps: readonly Claim[] = graph.hit === undefined ? [] : [{ kind: 'no-gap', property: NO_GAP }]
  const claims = [...gaps, ...claimsOf(space, graph, program, properties)]
  return { rules: rulesOf(program), claims, counts: countsOf(graph) }
}
