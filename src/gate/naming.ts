import type { Node, Op, SkeletonThread } from '../model/source/skeleton.ts'
import type { Evaluator } from './evaluator.ts'

/** Gives what threads share the names that the source has for it, each once. */
export function display(on: Evaluator, threads: readonly SkeletonThread[]): readonly SkeletonThread[] {
  const names = new Map<string, string>()
  const taken = new Set<string>(threads.map(({ name }) => name))
  const nameOf = (address: string): string => {
    const known = names.get(address)
    if (known !== undefined) return known
    const owner = on.owners.get(address.split(':')[1]) ?? 'main'
    const base = on.names.get(address) ?? address
    const own = owner === 'main' ? base : `${base} of ${owner}`
    let name = own.replaceAll('/', '|')
    for (let k = 2; taken.has(name) || name === 'peer' || /^\d+$/.test(name); k++) name = `${own} (${k})`
    taken.add(name)
    names.set(address, name)
    return name
  }
  const rename = (node: Node): Node => ({ ...node, op: renamed(node.op, nameOf) })
  return threads.map((thread) => ({
    ...thread,
    kind: thread.kind === undefined ? undefined : `start ${thread.kind}`,
    nodes: thread.nodes.map(rename),
  }))
}

display.kind = (_: Evaluator, key: string): string => `start ${key}`

function renamed(op: Op, nameOf: (address: string) => string): Op {
  switch (op.do) {
    case 'lock':
    case 'unlock':
    case 'try':
      return { ...op, mutex: nameOf(op.mutex) }
    case 'wait':
      return { ...op, mutex: nameOf(op.mutex), condition: nameOf(op.condition) }
    case 'signal':
    case 'broadcast':
      return { ...op, condition: nameOf(op.condition) }
    case 'read':
    case 'write':
    case 'update':
      return { ...op, cell: nameOf(op.cell) }
    case 'push':
    case 'pop':
    case 'take':
    case 'peek':
    case 'filled':
    case 'length':
      return { ...op, queue: nameOf(op.queue) }
    case 'spawn':
    case 'join':
      return { ...op, kind: `start ${op.kind}` }
    default:
      return op
  }
}
