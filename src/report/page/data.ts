import type { WaitEdge } from '../../engine/wait.ts'

// What the page is given: one JSON document. Indices instead of names, and only what changes from step to step, so that an
// execution of 100,000 steps is a few megabytes.

/** The whole document. */
export interface PageData {
  readonly interlock: string
  readonly systems: readonly SystemPage[]
  /** Whether a server answers that explores on demand (`sim serve`). */
  readonly live: boolean
}

/** How a system stands. */
type Standing = 'verified' | 'violated' | 'inconclusive' | 'replayed'

/** A system with its verdict, or an execution that was replayed. */
export interface SystemPage {
  readonly name: string
  readonly about: string
  readonly standing: Standing
  /** The verdict in a word or two, and in a sentence. */
  readonly verdict: string
  readonly sentence: string
  /** Whether that is what its catalogue expects; `undefined` where nothing is expected. */
  readonly asExpected: boolean | undefined
  readonly size: SpaceSize | undefined
  readonly findings: readonly FindingPage[]
  /** The machines, each once; actors name theirs by its index. */
  readonly charts: readonly Chart[]
  readonly graph: GraphPage | undefined
}

/** What was explored. */
interface SpaceSize {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly complete: boolean
}

/** A counterexample, and what other designs do under its schedule. */
export interface FindingPage {
  readonly property: string
  readonly headline: string
  readonly sentence: string
  readonly core: readonly string[]
  readonly victims: readonly string[]
  readonly cycle: readonly WaitEdge[]
  /** Steps after which nothing could avoid it any more; `undefined` where that is not known. */
  readonly fatal: number | undefined
  /** Where the loop begins of an execution that goes round for ever. */
  readonly loop: number | undefined
  readonly replay: string | undefined
  /** `undefined` when no execution shows it: that nothing was seen is the evidence. */
  readonly recording: Recording | undefined
  readonly compared: readonly Compared[]
}

/** Nothing found: what an execution shows that violates nothing. */
export const NO_FINDING: FindingPage = {
  property: '',
  headline: '',
  sentence: '',
  core: [],
  victims: [],
  cycle: [],
  fatal: undefined,
  loop: undefined,
  replay: undefined,
  recording: undefined,
  compared: [],
}

/** Another system under the same schedule. */
export interface Compared {
  readonly system: string
  readonly recording: Recording
  /** The label of the step that it could not take; `undefined` when it followed to the end. */
  readonly missing: string | undefined
}

/** An execution. Index lists stand for what they point at in `actors`, `presences` and `texts`. */
export interface Recording {
  readonly actors: readonly ActorPage[]
  readonly presences: readonly Presence[]
  readonly texts: readonly string[]
  /** By actor, its presence at the start; -1 where it does not exist. */
  readonly start: readonly number[]
  readonly steps: readonly StepPage[]
  /** What could be taken at the end, as texts. */
  readonly enabled: readonly number[]
}

/** An actor, what it stands for, and the chart of its machine in the system's `charts`; -1 for other logic. */
export interface ActorPage {
  readonly name: string
  readonly standsFor: readonly string[]
  readonly chart: number
}

/** An actor in one of its configurations. */
export interface Presence {
  readonly status: string
  readonly state: string
  /** The active state nodes, as paths below the root. */
  readonly active: readonly string[]
  readonly context: string
  readonly mailbox: readonly { readonly from: string; readonly type: string }[]
  readonly timers: readonly { readonly type: string; readonly remaining: number }[]
  readonly waits: readonly Omit<WaitEdge, 'from'>[]
  /** Whether it is neither finished nor idle. */
  readonly running: boolean
}

/** A step and what it changes. */
export interface StepPage {
  /** The step without its actors, and with them, as texts. */
  readonly word: number
  readonly label: number
  /** Who moves, and from whom the event comes (the same for a step of its own). */
  readonly to: number
  readonly from: number
  /** The event is lost: its receiver could not take it. */
  readonly lost: boolean
  /** Virtual milliseconds since the start, after the step. */
  readonly time: number
  /** What could have been taken, as texts, and which of these was. */
  readonly enabled: readonly number[]
  readonly choice: number
  /** Pairs of an actor and its presence from now on. */
  readonly changes: readonly number[]
  /** What happened besides, as texts. */
  readonly notes: readonly number[]
}

/** A machine's states and transitions. The root is the first node. */
export interface Chart {
  readonly nodes: readonly ChartNode[]
  readonly arrows: readonly { readonly from: number; readonly to: number; readonly label: string }[]
}

/** A state node; `parent` is -1 for the root. */
export interface ChartNode {
  readonly path: string
  readonly name: string
  readonly parent: number
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  readonly initial: boolean
}

/** A small state space: state 0 is the start, an edge is `[from, to, label]` with the label a text. */
export interface GraphPage {
  readonly texts: readonly string[]
  readonly states: readonly GraphState[]
  readonly edges: readonly (readonly [number, number, number])[]
  /** The states of the first counterexample's shortest path. */
  readonly path: readonly number[]
}

/** A state of the graph: how far it is from the start, what is special about it, and where each actor stands. */
export interface GraphState {
  readonly depth: number
  /** `open`: not all of its steps are drawn. */
  readonly mark: 'deadlock' | 'doomed' | 'end' | 'plain' | 'open'
  readonly actors: readonly string[]
}

/** What a server knows along some choices: the states on the way, and the steps of the last one. */
export interface Explored {
  /** By identity; those of the way first. */
  readonly states: readonly ExploredState[]
  /** Each with its place among the enabled steps of `from`. */
  readonly steps: readonly ExploredStep[]
  /** The identities of the states on the way, from the start on. */
  readonly path: readonly string[]
}

/** A state of which one may ask for more; `enabled` says how many steps it has. */
export interface ExploredState {
  readonly id: string
  readonly mark: 'deadlock' | 'end' | 'plain'
  readonly enabled: number
  readonly actors: readonly string[]
}

/** A step between two of them. */
export interface ExploredStep {
  readonly from: string
  readonly to: string
  readonly choice: number
  readonly label: string
}
