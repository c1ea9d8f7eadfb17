import type { ActorLogic } from '../../engine/machine.ts'
import { observerSlot, slotName } from '../../engine/property.ts'
import type { System } from '../../engine/system.ts'
import type { Node } from '../export/statechart.ts'
import { arrowsOf } from '../export/statechart.ts'
import type { Chart, ChartNode } from './data.ts'
import { shownText } from './record.ts'

/** A machine's states and transitions as data for drawing. */
function chartOf(root: Node, name: string): Chart {
  const nodes: ChartNode[] = []
  const numbers = new Map<Node, number>()
  const visit = (node: Node, parent: number, path: string, initial: boolean): void => {
    const own = nodes.length
    numbers.set(node, own)
    const shown = parent < 0 ? name : node.key
    nodes.push({ path: shownText(path), name: shownText(shown), parent, kind: node.type, initial })
    const starts = node.type === 'compound' ? (node.initial?.target ?? []) : []
    for (const child of Object.values(node.states)) {
      visit(child, own, path === '' ? child.key : `${path}.${child.key}`, starts.includes(child))
    }
  }
  visit(root, -1, '', false)
  const arrows = [...numbers].flatMap(([node, from]) =>
    arrowsOf(node).map(({ target, label }) => ({ from, to: numbers.get(target) ?? from, label: shownText(label) })),
  )
  return { nodes, arrows }
}

/** The charts of a system's machines, each once, and which is an actor's. */
export interface Charts {
  readonly all: readonly Chart[]
  /** The index of an actor's chart; -1 for a child, and for logic that is no machine. */
  readonly of: (actor: string) => number
}

/** Draws every declared machine of a system, those of its observers too. */
export function chartsOf({ actors, properties }: System): Charts {
  const observers = properties.filter((property) => property.kind === 'observer')
  const machines = new Map([
    ...[...actors].map(([name, { machine }]) => [name, machine] as const),
    ...observers.map(({ name, machine }) => [observerSlot(name), machine] as const),
  ])
  const numbers = new Map<ActorLogic, number>()
  const all: Chart[] = []
  for (const [name, machine] of machines) {
    const { root } = machine as { root?: unknown }
    if (root === undefined || numbers.has(machine)) continue
    numbers.set(machine, all.length)
    all.push(chartOf(root as Node, slotName(name)))
  }
  return {
    all,
    of: (actor) => {
      const machine = machines.get(actor)
      return machine === undefined ? -1 : (numbers.get(machine) ?? -1)
    },
  }
}
