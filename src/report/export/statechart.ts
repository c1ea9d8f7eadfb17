import { InterlockError } from '../../engine/error.ts'
import type { ActorLogic } from '../../engine/machine.ts'
import { mermaidText } from './mermaid.ts'

/** What is read of XState's state nodes. */
interface Node {
  readonly id: string
  readonly key: string
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  readonly history?: string | boolean
  readonly states: Readonly<Record<string, Node>>
  readonly initial?: { readonly target: readonly Node[] }
  readonly transitions: ReadonlyMap<string, readonly Arrow[]>
  readonly always?: readonly Arrow[]
}

interface Arrow {
  readonly target?: readonly Node[]
  readonly guard?: unknown
}

/** A machine under the name of the actor that it is. */
export interface NamedMachine {
  readonly actor: string
  readonly machine: ActorLogic
}

const AFTER = /^xstate\.after\.(.+?)\.[^.]*$/

function rootOf({ actor, machine }: NamedMachine): Node {
  const root = (machine as { root?: unknown }).root
  if (root === undefined) {
    throw new InterlockError(
      'system',
      `'${actor}' is no state machine, so there is nothing to draw; name another actor`,
    )
  }
  return root as Node
}

/** Every state of a machine under a name that Mermaid takes. */
function ids(root: Node): ReadonlyMap<Node, string> {
  const found = new Map<Node, string>()
  const visit = (node: Node): void => {
    found.set(node, `s${found.size}`)
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(root)
  return found
}

function block(node: Node, id: (node: Node) => string, indent: string): readonly string[] {
  const children = Object.values(node.states)
  const name = node.type === 'history' ? `history${node.history === 'deep' ? ' (deep)' : ''}` : node.key
  const head = `${indent}state "${mermaidText(name)}" as ${id(node)}`
  if (children.length === 0) return [head]
  return [`${head}`, `${indent}state ${id(node)} {`, ...content(node, id, `${indent}  `), `${indent}}`]
}

function content(node: Node, id: (node: Node) => string, indent: string): readonly string[] {
  const children = Object.values(node.states)
  const start = node.type === 'compound' ? (node.initial?.target ?? []) : []
  return [
    ...start.map((target) => `${indent}[*] --> ${id(target)}`),
    ...children.flatMap((child, at) => [
      ...(node.type === 'parallel' && at > 0 ? [`${indent}--`] : []),
      ...block(child, id, indent),
      ...(child.type === 'final' ? [`${indent}${id(child)} --> [*]`] : []),
    ]),
  ]
}

function label(event: string, { guard }: Arrow): string {
  const after = AFTER.exec(event)
  const name = after === null ? event : `after ${after[1]}`
  return mermaidText(guard === undefined ? name : `${name} (guarded)`)
}

function arrows(node: Node, id: (node: Node) => string): readonly string[] {
  const events = [...node.transitions, ...(node.always === undefined ? [] : [['always', node.always] as const])]
  const own = events.flatMap(([event, all]) =>
    all.flatMap((arrow) =>
      (arrow.target ?? [node]).map((target) => `  ${id(node)} --> ${id(target)}: ${label(event, arrow)}`),
    ),
  )
  return [...own, ...Object.values(node.states).flatMap((child) => arrows(child, id))]
}

/** A machine as a Mermaid state diagram; transitions without a target lead back to where they are declared. */
export function statechart(named: NamedMachine): string {
  const root = rootOf(named)
  const names = ids(root)
  const id = (node: Node): string => names.get(node) as string
  return `${[
    'stateDiagram-v2',
    `  state "${mermaidText(named.actor)}" as ${id(root)}`,
    ...(Object.keys(root.states).length === 0 ? [] : [`  state ${id(root)} {`, ...content(root, id, '    '), '  }']),
    ...arrows(root, id),
  ].join('\n')}\n`
}
