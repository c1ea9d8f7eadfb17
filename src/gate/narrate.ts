import type { StateVector } from '../engine/space.ts'
import type { WaitEdge } from '../engine/wait.ts'
import type { Node, Op, SkeletonThread } from '../model/source/skeleton.ts'
import type { ThreadContext } from '../model/source/thread.ts'
import type { Evaluator } from './evaluator.ts'
import type { Failure, Judged } from './judge.ts'
import { isPrelude } from './outcome.ts'
import type { Place, SourceFinding, SourceStep } from './source-report.ts'
import type { Expr } from './syntax.ts'

/** A thread in one state. */
interface Seen {
  readonly value: string
  readonly context: ThreadContext
}

const NOWHERE: Place = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 }

/** A failure in terms of the source: what is wrong where, and how it came to that. */
export function narrate(on: Evaluator, { network, threads }: Judged, failure: Failure, may: boolean): SourceFinding {
  const teller = new Teller(on, threads)
  const view = (state: StateVector, name: string): Seen => network.view(state).actor(name) as unknown as Seen
  const steps: SourceStep[] = []
  /** Where each thread took each lock that it holds. */
  const taken = new Map<string, Expr>()
  failure.path.slice(1).forEach((state, index) => {
    for (const { name } of threads) {
      const [before, after] = [view(failure.path[index], name), view(state, name)]
      if (before === after) continue
      const told = teller.between(name, before, after)
      for (const { text, expr, lock } of told) {
        if (lock !== undefined && expr !== undefined) taken.set(`${name} ${lock}`, expr)
        steps.push({ actor: name, text, at: expr?.at, holds: after.context.holds })
      }
    }
  })
  const end = failure.path.at(-1) as StateVector
  const last = (name: string): Expr | undefined => {
    const state = failure.path.findLast((one) => teller.node(name, view(one, name)) !== undefined)
    return state === undefined ? undefined : teller.sourceOf(name, view(state, name))
  }
  for (const actor of failure.actors) {
    const text = teller.waiting(actor, view(end, actor))
    if (text !== undefined) steps.push({ actor, text, at: last(actor)?.at, holds: view(end, actor).context.holds })
  }
  return finding(failure, { steps, taken, last, holds: (name) => view(end, name).context.holds, may, teller })
}

interface Story {
  readonly steps: readonly SourceStep[]
  readonly taken: ReadonlyMap<string, Expr>
  readonly last: (name: string) => Expr | undefined
  readonly holds: (name: string) => readonly string[]
  readonly may: boolean
  readonly teller: Teller
}

function finding(failure: Failure, story: Story): SourceFinding {
  const { steps, may, last, taken } = story
  const cycle = failure.cycle.length > 0 ? sentence(failure.cycle) : undefined
  const make = (
    rule: string,
    verdict: SourceFinding['verdict'],
    at: Expr | undefined,
    message: string,
    related: SourceFinding['related'] = [],
  ): SourceFinding => ({
    rule,
    verdict,
    may,
    at: at?.at ?? NOWHERE,
    message,
    related,
    steps,
    cycle,
    scope: at?.scope ?? '',
  })
  switch (failure.kind) {
    case 'deadlock':
      return deadlock(failure, story, make, cycle ?? '')
    case 'two-inside': {
      const shared = (name: string): number => story.holds(name).filter((lock) => !lock.includes(' of ')).length
      const [bare] = [...failure.actors].sort((a, b) => shared(a) - shared(b))
      const others = failure.actors.filter((name) => name !== bare)
      return make(
        'runtime-race',
        'race',
        last(bare),
        `${bare} is in the runtime while ${others.join(' and ')} ${others.length > 1 ? 'are' : 'is'} in it`,
        others.flatMap((name) => related(last(name), `${name} is in the runtime here`)),
      )
    }
    case 'missed-wakeup': {
      const [sleeper, ...others] = failure.actors
      const message = `${sleeper} sleeps although ${others.join(' and ')} wait for it: its signal was sent before it slept`
      return make(
        'lost-wakeup',
        'race',
        last(sleeper),
        message,
        others.flatMap((name) => related(last(name), `${name} waits here`)),
      )
    }
    case 'lost-wakeup': {
      const [actor] = failure.actors
      const signalled = story.teller.signalled(steps, last(actor), actor)
      if (signalled !== undefined) {
        return make(
          'lost-wakeup',
          'race',
          last(actor),
          `${actor} sleeps for ever: the signal was sent before it slept`,
          [{ at: signalled, message: 'the signal that nobody waits for yet' }],
        )
      }
      return make('never-signalled', 'blocks', last(actor), `${actor} sleeps for ever: nobody signals it on this path`)
    }
    case 'never-signalled':
    case 'never-answered':
      return make(
        'never-answered',
        'blocks',
        last(failure.actors[0]),
        `${failure.actors[0]} waits for what nobody will do`,
      )
    case 'leak': {
      const [actor] = failure.actors
      const lock = failure.lock ?? ''
      const at = taken.get(`${actor} ${lock}`) ?? last(actor)
      const exit = [...steps].reverse().find((step) => step.actor === actor && step.at !== undefined)
      return make('lock-leak', 'leak', at, `${actor} locks ${lock} here, and on one path leaves without unlocking it`, [
        ...(exit?.at === undefined ? [] : [{ at: exit.at, message: `the last thing that ${actor} does` }]),
      ])
    }
    case 'wrong-self':
      return make(
        'runtime-race',
        'race',
        last(failure.actors[0]),
        `${failure.actors[0]} takes itself for another process`,
      )
    case 'unlocked-wait':
      return make(
        'wait-without-lock',
        'race',
        last(failure.actors[0]),
        'waits on a condition without holding its mutex',
      )
  }
}

function related(expr: Expr | undefined, message: string): SourceFinding['related'] {
  return expr === undefined ? [] : [{ at: expr.at, message }]
}

function deadlock(
  { cycle, actors }: Failure,
  { taken, last, holds }: Story,
  make: (
    rule: string,
    verdict: 'blocks',
    at: Expr | undefined,
    message: string,
    related: SourceFinding['related'],
  ) => SourceFinding,
  said: string,
): SourceFinding {
  const held = (name: string): SourceFinding['related'] =>
    holds(name).flatMap((lock) => related(taken.get(`${name} ${lock}`), `${name} locks ${lock} here`))
  const others = (offender: string): SourceFinding['related'] =>
    actors.filter((name) => name !== offender).flatMap((name) => related(last(name), `${name} waits here`))
  const waiter = cycle.find(({ from, kind }) => actors.includes(from) && kind !== 'acquires' && holds(from).length > 0)
  if (waiter !== undefined) {
    const { from } = waiter
    const message = `${from} waits here while it holds ${holds(from).join(' and ')}: ${said}`
    return make('lock-held-across-call', 'blocks', last(from), message, [...held(from), ...others(from)])
  }
  const [first] = actors
  if (actors.length === 1) {
    return make('lock-twice', 'blocks', last(first), `${first} locks what it holds already: ${said}`, held(first))
  }
  return make('lock-order', 'blocks', last(first), `locks are taken in opposite orders: ${said}`, [
    ...held(first),
    ...others(first),
    ...actors.slice(1).flatMap(held),
  ])
}

const VERBS: Readonly<Record<WaitEdge['kind'], string>> = {
  acquires: 'waits for',
  'held-by': 'is held by',
  'awaits-reply': 'waits for a reply from',
  'needs-run-slot': 'needs a run slot from',
  'awaits-signal': 'waits for a signal from',
  'awaits-message': 'waits for a message from',
  runs: 'runs',
}

/** The cycle, edge by edge. */
function sentence(cycle: readonly WaitEdge[]): string {
  return `${cycle.map(({ from, kind, to }) => `${from} ${VERBS[kind]} ${to}`).join('; ')}.`
}

/** Words for what threads do between two of their states. */
class Teller {
  readonly #on: Evaluator
  readonly #nodes: ReadonlyMap<string, readonly Node[]>

  constructor(on: Evaluator, threads: readonly SkeletonThread[]) {
    this.#on = on
    this.#nodes = new Map(threads.map(({ name, nodes }) => [name, nodes]))
  }

  node(name: string, { value }: Seen): Node | undefined {
    const index = /^n(\d+)/.exec(value)?.[1]
    return index === undefined ? undefined : this.#nodes.get(name)?.[Number(index)]
  }

  #expr(node: Node | undefined): Expr | undefined {
    const expr = node === undefined || node.source < 0 ? undefined : this.#on.exprs[node.source]
    return expr === undefined || isPrelude(expr) ? undefined : expr
  }

  /** The place where a thread is, or, when its position has none, the next that has one. */
  sourceOf(name: string, seen: Seen): Expr | undefined {
    const start = this.node(name, seen)
    const nodes = this.#nodes.get(name) ?? []
    const queue = start === undefined ? [] : [start]
    for (let at = 0; at < queue.length && at < 200; at++) {
      const expr = this.#expr(queue[at])
      if (expr !== undefined) return expr
      for (const to of queue[at].next.values()) if (!queue.includes(nodes[to])) queue.push(nodes[to])
    }
    return undefined
  }

  /** What happened, and where; of a lock that was taken, which. */
  between(
    name: string,
    before: Seen,
    after: Seen,
  ): readonly { text: string; expr: Expr | undefined; lock: string | undefined }[] {
    const node = this.node(name, before)
    const [had, has] = [before.context.holds, after.context.holds]
    const told: { text: string; expr: Expr | undefined; lock: string | undefined }[] = []
    const say = (text: string, expr = this.#expr(node), lock?: string): number => told.push({ text, expr, lock })
    if (after.value !== before.value && before.value === 'unborn') say('starts')
    if (node !== undefined && before.value !== after.value) {
      const text = SAID[node.op.do]?.(node.op as never)
      if (text !== undefined && !/w$/.test(before.value))
        say(text, this.#expr(node), node.op.do === 'lock' || node.op.do === 'try' ? has.at(-1) : undefined)
      if (node.op.do === 'wait' && /l$/.test(before.value))
        say(`locks ${node.op.mutex} again`, this.#expr(node), node.op.mutex)
    }
    for (const lock of had.filter((one) => !has.includes(one))) {
      const unlock = this.#ahead(
        name,
        before,
        ({ op }) => (op.do === 'unlock' || op.do === 'wait') && op.mutex === lock,
      )
      const sleeps = unlock?.op.do === 'wait'
      say(sleeps ? `sleeps, and gives ${lock} back meanwhile` : `unlocks ${lock}`, this.#expr(unlock))
    }
    if (before.context.inside !== after.context.inside)
      say(after.context.inside ? 'enters the runtime' : 'leaves the runtime')
    return told
  }

  #ahead(name: string, from: Seen, wanted: (node: Node) => boolean): Node | undefined {
    const nodes = this.#nodes.get(name) ?? []
    const start = this.node(name, from)
    const queue = start === undefined ? [] : [start]
    for (let at = 0; at < queue.length && at < 200; at++) {
      if (wanted(queue[at])) return queue[at]
      for (const to of queue[at].next.values()) if (!queue.includes(nodes[to])) queue.push(nodes[to])
    }
    return undefined
  }

  /** What a thread waits for, if it waits. */
  waiting(name: string, seen: Seen): string | undefined {
    const node = this.node(name, seen)
    if (node === undefined) return undefined
    if (node.op.do === 'wait')
      return /l$/.test(seen.value) ? `waits for ${node.op.mutex}` : `sleeps on ${node.op.condition}`
    if (node.op.do === 'lock') return `waits for ${node.op.mutex}`
    if (node.op.do === 'read') return `waits until ${node.op.cell} changes`
    if (node.op.do === 'fetch') return 'waits for the answer of the other server'
    return undefined
  }

  /** Where the condition on which a thread sleeps was signalled before. */
  signalled(steps: readonly SourceStep[], _: Expr | undefined, actor: string): Place | undefined {
    const sleeps = steps.findLast((step) => step.actor === actor && step.text.startsWith('sleeps on '))?.text.slice(10)
    return steps.find(({ text }) => text === `signals ${sleeps}`)?.at
  }
}

const SAID: { readonly [K in Op['do']]?: (op: Extract<Op, { do: K }>) => string } = {
  lock: ({ mutex }) => `locks ${mutex}`,
  try: ({ mutex }) => `tries to lock ${mutex}`,
  signal: ({ condition }) => `signals ${condition}`,
  broadcast: ({ condition }) => `signals ${condition}`,
  spawn: () => 'creates a thread',
  fetch: () => 'asks the other server',
  push: ({ queue }) => `puts something into ${queue}`,
}
