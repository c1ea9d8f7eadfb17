import { Graph, layout } from '@dagrejs/dagre'
import type { Chart, GraphPage } from '../report/page/data.ts'

/** A box, by its centre. */
interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** An arrow through these points, and where its label stands. */
export interface Line {
  readonly from: number
  readonly to: number
  readonly label: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly at: { readonly x: number; readonly y: number }
}

/** A drawing: a box for each node, in their order. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

/** Roughly the width of a text in the drawings' font. */
export function textWidth(text: string): number {
  return text.length * 6.6
}

/** dagre joins no clusters: a state with states inside is stood for by its first one. */
function leafOf({ nodes }: Chart, node: number): number {
  const inside = nodes.flatMap(({ parent, initial }, index) => (parent === node ? [{ index, initial }] : []))
  const first = inside.find(({ initial }) => initial) ?? inside[0]
  return first === undefined ? node : leafOf({ nodes, arrows: [] }, first.index)
}

/** A loop that ends before its label, where dagre has it end in the middle of it. */
function beside(points: Line['points'], middle: number, label: string): Line['points'] {
  const base = Math.min(...points.map(({ x }) => x))
  const tip = middle - Math.max(...label.split('\n').map(textWidth)) / 2 - 4
  return points.map(({ x, y }) => ({ x: base + ((x - base) * (tip - base)) / (middle - base), y }))
}

function drawn(graph: Graph, count: number, labels: readonly string[]): Drawing {
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const boxes = Array.from({ length: count }, (_, index) => graph.node(String(index)) as Box)
  const lines = graph.edges().map((edge: { v: string; w: string; name?: string }): Line => {
    const { points, x, y } = graph.edge(edge) as { points: Line['points']; x?: number; y?: number }
    const middle = points[Math.floor(points.length / 2)]
    const label = labels[Number(edge.name)] ?? ''
    const at = { x: x ?? middle.x, y: y ?? middle.y }
    const loops = edge.v === edge.w && label !== ''
    return { from: Number(edge.v), to: Number(edge.w), label, points: loops ? beside(points, at.x, label) : points, at }
  })
  return { width, height, boxes, lines }
}

/** Arrows between the same two states are one, with their labels under each other. */
function joined(chart: Chart): readonly { readonly from: number; readonly to: number; readonly labels: string[] }[] {
  const all: { from: number; to: number; labels: string[] }[] = []
  for (const { from, to, label } of chart.arrows) {
    const known = all.find((other) => other.from === from && other.to === to)
    if (known === undefined) all.push({ from, to, labels: [label] })
    else if (!known.labels.includes(label)) known.labels.push(label)
  }
  return all
}

/** Lays out a statechart. */
export function drawChart(chart: Chart): Drawing {
  const graph = new Graph({ compound: true, multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 12, marginx: 8, marginy: 8 })
  graph.setDefaultEdgeLabel(() => ({}))
  chart.nodes.forEach(({ name }, index) => {
    graph.setNode(String(index), { width: textWidth(name) + 24, height: 28 })
  })
  chart.nodes.forEach(({ parent }, index) => {
    if (parent >= 0) graph.setParent(String(index), String(parent))
  })
  const arrows = joined(chart)
  arrows.forEach(({ from, to, labels }, index) => {
    const label = { width: Math.max(...labels.map(textWidth)), height: 13 * labels.length, labelpos: 'c' }
    graph.setEdge(String(leafOf(chart, from)), String(leafOf(chart, to)), label, String(index))
  })
  return drawn(
    graph,
    chart.nodes.length,
    arrows.map(({ labels }) => labels.join('\n')),
  )
}

/** Lays out a state space. */
export function drawStates({ states, edges }: GraphPage): Drawing {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 10, ranksep: 18, edgesep: 6, marginx: 8, marginy: 8 })
  graph.setDefaultEdgeLabel(() => ({}))
  states.forEach((_, index) => {
    graph.setNode(String(index), { width: 30, height: 18 })
  })
  edges.forEach(([from, to], index) => {
    graph.setEdge(String(from), String(to), {}, String(index))
  })
  return drawn(graph, states.length, [])
}
