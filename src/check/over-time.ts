import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import type { Space } from '../engine/space.ts'
import type { Violation } from '../engine/verdict.ts'
import type { Graph } from './graph.ts'
import type { Lasso } from './liveness.ts'
import { findLasso } from './liveness.ts'
import { type Worst, worstResponse } from './response.ts'

/** The longest that a response takes. */
interface Response extends Worst {
  readonly property: string
  readonly within: number
}

/** What whole executions come to. */
export interface OverTime {
  /** By property, how it fails. */
  readonly lassos: ReadonlyMap<string, Lasso>
  readonly responses: readonly Response[]
}

/** How a property about whole executions fails, if it does; also notes how long responses take. */
function decide(
  space: Space,
  graph: Graph,
  calmed: Graph,
  property: Property,
  responses: Response[],
): Lasso | undefined {
  if (isLiveness(property)) return findLasso(space, graph, calmed, property)
  if (property.kind !== 'responds-within') return undefined
  const worst = worstResponse(space, graph, calmed, property)
  if (worst === 'vacuous') return { violation: { kind: 'vacuous' }, path: [], loop: undefined }
  const { name, within } = property
  const { delay, path, loop } = worst
  responses.push({ property: name, within, delay, path, loop })
  if (typeof delay === 'number' && delay <= within) return undefined
  const violation: Violation = { kind: 'too-late', within, worst: delay }
  return { violation, path, loop }
}

/** Decides the properties that speak about whole executions, on a complete graph; `calmed` is the same without harm. */
export function overTime(space: Space, graph: Graph, calmed: Graph, properties: readonly Property[]): OverTime {
  const lassos = new Map<string, Lasso>()
  const responses: Response[] = []
  for (const property of properties) {
    const lasso = decide(space, graph, calmed, property, responses)
    if (lasso !== undefined) lassos.set(property.name, lasso)
  }
  return { lassos, responses }
}
