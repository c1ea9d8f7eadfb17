import type { WaitEdge } from '../engine/wait.ts'
import type { Failure } from './judge.ts'
import type { Place, SourceFinding, SourceStep } from './source-report.ts'
import type { Expr } from './syntax.ts'

const NOWHERE: Place = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 }

/** What is known of the execution that ends in a failure. */
export interface Story {
  readonly steps: readonly SourceStep[]
  /** Where a thread took a lock, by `thread lock`. */
  readonly taken: ReadonlyMap<string, Expr>
  /** The step before which a thread last looked whether it has to wait. */
  readonly looked: ReadonlyMap<string, number>
  /** The condition on which a thread sleeps at the end. */
  readonly sleepsOn: (name: string) => string | undefined
  /** Where a thread is at the end. */
  readonly last: (name: string) => Expr | undefined
  readonly holds: (name: string) => readonly string[]
  /** Where a thread would give a lock back. */
  readonly release: (name: string, lock: string) => Expr | undefined
  readonly may: boolean
}

type Related = SourceFinding['related']

/** What a failure is called, where, and what belongs to it. */
type Diagnosis = Pick<SourceFinding, 'rule' | 'verdict' | 'message'> & {
  readonly at: Expr | undefined
  readonly related?: Related
}

/** A failure by its rule. */
export function diagnose(failure: Failure, story: Story): SourceFinding {
  const { at, related = [], ...named } = DIAGNOSES[failure.kind](failure, story)
  const cycle = failure.cycle.length > 0 ? sentence(failure.cycle) : undefined
  const { may, steps } = story
  return { ...named, at: at?.at ?? NOWHERE, scope: at?.scope ?? '', related, may, steps, cycle }
}

const DIAGNOSES: Readonly<Record<Failure['kind'], (failure: Failure, story: Story) => Diagnosis>> = {
  deadlock,
  'two-inside': twoInside,
  asleep,
  unserved: asleep,
  'never-answered': neverAnswered,
  leak: ({ actors: [actor], lock = '' }, { steps, taken, last }) => {
    const exit = steps.findLast((step) => step.actor === actor && step.at !== undefined)?.at
    return {
      rule: 'lock-leak',
      verdict: 'leak',
      at: taken.get(`${actor} ${lock}`) ?? last(actor),
      message: `${actor} locks ${lock} here, and on one path leaves without unlocking it`,
      related: exit === undefined ? [] : [{ at: exit, message: `the last that ${actor} does` }],
    }
  },
  'wrong-self': ({ actors: [actor] }, { last }) => ({
    rule: 'runtime-race',
    verdict: 'race',
    at: last(actor),
    message: `${actor} takes itself for another process`,
  }),
  'unlocked-wait': ({ actors: [actor] }, { last }) => ({
    rule: 'wait-without-lock',
    verdict: 'race',
    at: last(actor),
    message: `${actor} waits on a condition without holding its mutex`,
  }),
}

function place(expr: Expr | undefined, message: string): Related {
  return expr === undefined ? [] : [{ at: expr.at, message }]
}

/** Two threads in the runtime: the one that is less guarded is to blame. */
function twoInside({ actors }: Failure, { holds, last }: Story): Diagnosis {
  const shared = (name: string): number => holds(name).filter((lock) => !lock.includes(' of ')).length
  const [bare, ...others] = [...actors].sort((a, b) => shared(a) - shared(b))
  return {
    rule: 'runtime-race',
    verdict: 'race',
    at: last(bare),
    message: `${bare} is in the runtime while ${others.join(' and ')} ${others.length > 1 ? 'are' : 'is'} in it`,
    related: others.flatMap((name) => place(last(name), `${name} is in the runtime here`)),
  }
}

/** Somebody waits for what nobody will do: best told of one who holds what others need. */
function neverAnswered({ actors }: Failure, { last, holds, taken }: Story): Diagnosis {
  const holder = actors.find((name) => holds(name).length > 0)
  const actor = holder ?? actors[0]
  const held = holds(actor).flatMap((lock) => place(taken.get(`${actor} ${lock}`), `${actor} locks ${lock} here`))
  const message = `${actor} waits for what nobody will do`
  return {
    rule: holder === undefined ? 'never-answered' : 'lock-held-across-call',
    verdict: 'blocks',
    at: last(actor),
    message: holder === undefined ? message : `${message}, and holds ${holds(actor).join(' and ')} meanwhile`,
    related: held,
  }
}

/** A signal that a sleeper did not hear. */
interface Unheard {
  readonly sleeper: string
  readonly at: Place
  /** The sleeper had given its lock back by then: it slept, or was about to. */
  readonly late: boolean
}

/** The signal that a sleeper did not hear: it came after the sleeper looked whether it has to wait. */
function unheard(sleeper: string, { steps, looked, sleepsOn }: Story): Unheard | undefined {
  const from = looked.get(sleeper) ?? 0
  const index = steps.findIndex(({ text }, index) => index >= from && text === `signals ${sleepsOn(sleeper)}`)
  const at = steps[index]?.at
  if (at === undefined) return undefined
  const slept = steps.findLastIndex((step) => step.actor === sleeper && step.text.startsWith('sleeps, '))
  return { sleeper, at, late: index > slept }
}

/** Threads sleep for ever, or wait for servers that do: a signal was lost on one of these, or nobody sends it. */
function asleep({ actors, dozing }: Failure, story: Story): Diagnosis {
  const { last, sleepsOn } = story
  const [first, ...others] = [...actors, ...dozing].filter((name) => sleepsOn(name) !== undefined)
  const lost = [first, ...others].map((name) => unheard(name, story)).find((signal) => signal !== undefined)
  const sleeper = lost?.sleeper ?? first
  const waiting = actors.filter((name) => name !== sleeper)
  const wait = waiting.length > 1 ? 'wait' : 'waits'
  if (lost !== undefined) {
    const how = lost.late ? 'came too early, or woke another' : 'was sent before it slept'
    const why = dozing.includes(sleeper) ? `although ${waiting.join(' and ')} ${wait} for it` : 'for ever'
    return {
      rule: 'lost-wakeup',
      verdict: 'race',
      at: last(sleeper),
      message: `${sleeper} sleeps ${why}: the signal ${how}`,
      related: [
        { at: lost.at, message: 'the signal that does not wake it' },
        ...waiting.flatMap((name) => place(last(name), `${name} waits here`)),
      ],
    }
  }
  const never = 'nobody signals it any more on this path'
  const server = dozing.includes(sleeper)
  return {
    rule: 'never-signalled',
    verdict: 'blocks',
    at: last(server ? actors[0] : sleeper),
    message: server
      ? `${actors.join(' and ')} ${wait} for ${sleeper}, which sleeps: ${never}`
      : `${sleeper} sleeps for ever: ${never}`,
    related: server ? place(last(sleeper), `${sleeper} sleeps here`) : [],
  }
}

/** A wait-for cycle with a lock in it: held over a wait, taken twice, or taken in opposite orders. */
function deadlock({ cycle, actors }: Failure, { taken, last, holds, release }: Story): Diagnosis {
  const said = sentence(cycle)
  const held = (name: string): Related =>
    holds(name).flatMap((lock) => place(taken.get(`${name} ${lock}`), `${name} locks ${lock} here`))
  const waits = (names: readonly string[]): Related => names.flatMap((name) => place(last(name), `${name} waits here`))
  const waiter = cycle.find(({ from, kind }) => actors.includes(from) && kind !== 'acquires' && holds(from).length > 0)
  if (waiter !== undefined) {
    const { from } = waiter
    const freed = holds(from).flatMap((lock) => place(release(from, lock), `${from} would unlock ${lock} only here`))
    return {
      rule: 'lock-held-across-call',
      verdict: 'blocks',
      at: last(from),
      message: `${from} waits here while it holds ${holds(from).join(' and ')}: ${said}`,
      related: [...held(from), ...freed, ...waits(actors.filter((name) => name !== from))],
    }
  }
  const [first, ...others] = actors
  const twice = others.length === 0
  return {
    rule: twice ? 'lock-twice' : 'lock-order',
    verdict: 'blocks',
    at: last(first),
    message: `${twice ? `${first} locks what it holds already` : 'locks are taken in opposite orders'}: ${said}`,
    related: [...held(first), ...waits(others), ...others.flatMap(held)],
  }
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
