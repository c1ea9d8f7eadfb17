import type { Ask, Code, Expected, Offer } from './ask.ts'
import { loggedVariants } from './call.ts'
import type { LogEvent } from './event.ts'
import { fetchedPaths } from './sx-code.ts'
import { loggedRunners, mainThread } from './threads.ts'
import type { Setup, Thread } from './world.ts'
import { World } from './world.ts'

/** An event that would have been explained, in words: its op, its fields, and why not yet. */
export interface Alternative {
  readonly thread: string
  readonly op: string
  readonly fields: Readonly<Record<string, string | number>>
  readonly blocked: string | null
}

/** An event that no execution explains, and what the model would have allowed instead: of its thread, then of others. */
export interface Refusal {
  readonly event: LogEvent
  readonly problem: string
  readonly own: readonly Alternative[]
  readonly others: readonly Alternative[]
}

/**
 * What the model leaves to the log, so that a change there may be a behaviour, too: this event could have been logged
 * before the one of another thread that it follows (`order`), any value of this field would do (`value`), a setting of
 * `config` that only what follows may contradict (`setting`), or the number of a thread, at its first event (`number`).
 */
export interface Freedom {
  readonly seq: number
  readonly thread: string
  readonly op: string
  readonly why: 'order' | 'value' | 'setting' | 'number'
  readonly field?: string
}

/** How often an instance gave an answer, or got it to a request of its own: `PORT PATH STATUS`. */
export interface Exchanges {
  readonly answered: Map<string, number>
  readonly got: Map<string, number>
}

/** The log is cut here by the miniature, but for what it never leaves out. */
const CAP = 39_990
/** More events than these, of those that it leaves out, are in no log that it has cut off. */
const CAPPED = 40_010
/** The status that stands for no answer. */
const UNANSWERED = 599
const UNCAPPED: readonly string[] = ['violation', 'end']

/** Freedoms that are listed; beyond, they are only counted. */
const FREEDOMS = 1_000

/** Others' alternatives that are listed. */
const LISTED = 6

function differs(event: LogEvent, { op, fields }: Offer): string | undefined {
  if (event.op !== op) return `it logs ${event.op}`
  const names = new Set([...Object.keys(event.fields), ...Object.keys(fields)])
  for (const name of names) {
    const expected: Expected | undefined = fields[name]
    const value = event.fields[name]
    if (expected === undefined) return `${name} is not expected`
    if (typeof expected === 'function' ? !expected(value) : expected !== value) return `its ${name} differs`
  }
  return undefined
}

/**
 * Follows the log of one instance, event by event: each must be one that its thread may log then. The programs of the
 * threads are those of the miniature, step by step; what they do between two events that they log is done as soon as the
 * first is logged, which is no loss where one mutex serialises them. Where the log decides what happens (a poll, a
 * deadline, a flag that `config` does not name) a program looks at its thread's next event. So there is one state to
 * follow, and memory is bounded by the threads and processes that live (trace validation: Cirstea, Kuppe, Loillier and
 * Merz 2024, who search a set of states).
 */
export class Conformance {
  readonly exchanges: Exchanges = { answered: new Map(), got: new Map() }
  /** The first of what the log was free to be otherwise, and how often it was in all. */
  readonly freedoms: Freedom[] = []
  readonly freed = new Map<string, number>()
  #world: World | undefined
  #last: LogEvent | undefined
  /** Events so far of those that no cut leaves out. */
  #uncapped = 0
  #ended = false
  readonly #times = new Map<string, number>()
  readonly #names = new Map<number, string>()

  /** The instance's name, once it is known. */
  get instance(): string | undefined {
    return this.#last?.inst
  }

  get events(): number {
    return this.#last?.seq ?? 0
  }

  /** Whether the log came to its end, and was not cut off before. */
  get complete(): boolean {
    return this.#ended && !this.isCut
  }

  /** Whether the miniature has cut it off, as it does at 40,000 events; a log that goes on after them is another's. */
  get isCut(): boolean {
    return this.events >= CAP && this.events - this.#uncapped <= CAPPED
  }

  /** Whether a mutex serialises its runtime: where none does, only threads and locks are held to the log. */
  get serial(): boolean {
    return this.#world?.serial ?? true
  }

  /** The port on which it listens. */
  get port(): number | null {
    return this.#world?.port ?? null
  }

  /** What each thread would log next. */
  pending(): readonly Alternative[] {
    return [...(this.#world?.threads.values() ?? [])].flatMap((thread) => this.#offers(thread))
  }

  /** Takes the next event; a refusal ends the log. `next`: the one behind it, to see whether that could have come first. */
  push(event: LogEvent, next?: LogEvent): Refusal | undefined {
    const early = next !== undefined && next.tname !== event.tname && this.#couldLog(next)
    const refusal = this.#misplaced(event) ?? this.#bind(event)
    if (refusal === undefined && early) this.#free(next, 'order')
    if (refusal === undefined) {
      this.#last = event
      if (UNCAPPED.includes(event.op)) this.#uncapped++
      this.#times.set(event.tname, event.t)
    }
    return refusal
  }

  #refuse(event: LogEvent, problem: string): Refusal {
    return { event, problem, own: [], others: [] }
  }

  /** What is wrong with an event whatever the model. */
  #misplaced(event: LogEvent): Refusal | undefined {
    const due = this.events + 1
    const { seq, inst, t, tname, thread } = event
    if (seq !== due)
      return this.#refuse(event, `its seq is ${seq} where ${due} is due: an event is missing, or out of order`)
    if (this.#last !== undefined && inst !== this.#last.inst) {
      return this.#refuse(event, `it is of ${inst}, and the log is of ${this.#last.inst}: each instance has its own`)
    }
    if (this.#ended) return this.#refuse(event, 'the log has ended')
    const before = this.#times.get(tname)
    if (before !== undefined && t < before) return this.#refuse(event, `the clock of ${tname} goes back`)
    const named = this.#names.get(thread)
    if (named !== undefined && named !== tname) return this.#refuse(event, `thread ${thread} is ${named}, not ${tname}`)
    const known = this.#world?.threads.get(tname)?.id ?? thread
    if (known !== thread) return this.#refuse(event, `${tname} is thread ${known}, not ${thread}`)
    return undefined
  }

  #bind(event: LogEvent): Refusal | undefined {
    if (this.#world === undefined) return this.#configure(event)
    const world = this.#world
    if (event.op === 'end') return this.#end(event, world)
    if (this.isCut && UNCAPPED.includes(event.op)) return undefined
    const thread = world.threads.get(event.tname)
    if (thread === undefined)
      return this.#unexplained(event, `no thread ${event.tname} has been started, or it has ended`)
    world.me = thread
    world.now = Math.max(world.now, event.t)
    if (thread.id === null) this.#free(event, 'number', 'thread')
    thread.id = event.thread
    this.#names.set(event.thread, event.tname)
    while (thread.peeking) this.#advance(thread, event)
    const offer = thread.offers.find((each) => differs(event, each) === undefined && each.blocked?.() === undefined)
    if (offer === undefined) return this.#unexplained(event, this.#why(thread, event))
    for (const name of Object.keys(event.fields)) {
      if (typeof offer.fields[name] === 'function') this.#free(event, 'value', name)
    }
    this.#note(event)
    thread.signalled = event.op === 'cond.signal' || event.op === 'cond.broadcast' ? String(event.fields.cond) : null
    this.#advance(thread, event)
    return undefined
  }

  /** Whether its thread may log it now. */
  #couldLog(event: LogEvent): boolean {
    const world = this.#world
    const thread = world?.threads.get(event.tname)
    if (world === undefined || thread === undefined || thread.peeking) return false
    return thread.offers.some((each) => differs(event, each) === undefined && each.blocked?.() === undefined)
  }

  #free({ seq, tname, op }: LogEvent, why: Freedom['why'], field?: string): void {
    const key = field === undefined ? why : `${why} ${op} ${field}`
    this.freed.set(key, (this.freed.get(key) ?? 0) + 1)
    if (this.freedoms.length < FREEDOMS) {
      this.freedoms.push({ seq, thread: tname, op, why, ...(field === undefined ? {} : { field }) })
    }
  }

  #configure(event: LogEvent): Refusal | undefined {
    if (event.op !== 'config') return this.#refuse(event, 'a log begins with config')
    const { variant, runner, io, pump, gen_timeout } = event.fields
    const one = (name: string, value: string | number, of: readonly string[]): Refusal | undefined =>
      of.includes(String(value))
        ? undefined
        : this.#refuse(event, `its ${name} is ${value}; the models know ${of.join(', ')}`)
    const wrong =
      one('variant', variant, loggedVariants) ??
      one('runner', runner, loggedRunners) ??
      one('io', io, ['block', 'release', 'async']) ??
      one('pump', pump, ['0', '1']) ??
      one('preempt', event.fields.preempt, ['none', 'yield', 'io', 'work']) ??
      (Number(gen_timeout) >= 0
        ? undefined
        : this.#refuse(event, `its gen_timeout is ${gen_timeout}; it is in milliseconds, 0: none`)) ??
      (event.tname === 'main' ? undefined : this.#refuse(event, 'the main thread logs config'))
    if (wrong !== undefined) return wrong
    const setup: Setup = {
      variant: String(variant),
      runner: String(runner),
      io: String(io),
      pump: pump === 1,
      genTimeout: Number(gen_timeout) || null,
    }
    const world = new World(setup, (name, program) => this.#start(world, name, program))
    this.#world = world
    this.#names.set(event.thread, event.tname)
    this.#start(world, 'main', mainThread(world))
    const main = world.threads.get('main')
    if (main !== undefined) main.id = event.thread
    for (const name of Object.keys(event.fields)) this.#free(event, 'setting', name)
    return undefined
  }

  #end(event: LogEvent, { violations }: World): Refusal | undefined {
    if (event.tname !== 'flusher') return this.#unexplained(event, 'only the flusher ends a log')
    if (event.fields.why !== 'sigterm' && event.fields.why !== 'max-seconds') {
      return this.#unexplained(event, 'its why is sigterm or max-seconds')
    }
    if (!this.isCut && event.fields.violations !== violations) {
      return this.#unexplained(event, `it counts ${event.fields.violations} violations, and ${violations} were logged`)
    }
    this.#ended = true
    this.#free(event, 'number', 'thread')
    return undefined
  }

  #start(world: World, name: string, program: Code<void>): void {
    const thread: Thread = {
      name,
      id: null,
      program,
      depth: 0,
      running: 0,
      offers: [],
      peeking: false,
      signalled: null,
    }
    world.threads.set(name, thread)
    const { me } = world
    world.me = thread
    this.#settle(world, thread, program.next())
    world.me = me
  }

  /** Goes on with a thread's program up to the next event that it asks for. */
  #advance(thread: Thread, event: LogEvent): void {
    if (this.#world !== undefined) this.#settle(this.#world, thread, thread.program.next(event))
  }

  #settle(world: World, thread: Thread, step: IteratorResult<Ask, void>): void {
    if (step.done) {
      world.threads.delete(thread.name)
      if (thread.id !== null) this.#names.delete(thread.id)
      this.#times.delete(thread.name)
      return
    }
    thread.peeking = step.value.kind === 'peek'
    thread.offers = step.value.kind === 'event' ? step.value.offers : []
  }

  /** Counts the answers that servers give each other. */
  #note({ op, fields }: LogEvent): void {
    const count = (counts: Map<string, number>, key: string): void => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const { status } = fields
    if (op === 'http.respond' && fetchedPaths.includes(String(fields.path))) {
      count(this.exchanges.answered, `${this.port} ${fields.path} ${status}`)
    }
    if (op !== 'http.out.done' || status === UNANSWERED) return
    count(this.exchanges.got, `${String(fields.url).replace(/^.*?:(\d+)(\/.*)$/, '$1 $2')} ${status}`)
  }

  #why({ offers, name }: Thread, event: LogEvent): string {
    const held = offers.find((offer) => differs(event, offer) === undefined)?.blocked?.()
    if (held !== undefined) return held
    const near = offers.find(({ op }) => op === event.op)
    return near === undefined ? `${name} does not log ${event.op} there` : `${differs(event, near)}`
  }

  #unexplained(event: LogEvent, problem: string): Refusal {
    const threads = [...(this.#world?.threads.values() ?? [])]
    const own = threads.filter(({ name }) => name === event.tname).flatMap((thread) => this.#offers(thread))
    const others = threads
      .filter(({ name }) => name !== event.tname)
      .flatMap((thread) => this.#offers(thread))
      .filter(({ blocked }) => blocked === null)
    return { event, problem, own, others: others.slice(0, LISTED) }
  }

  #offers({ name, offers }: Thread): readonly Alternative[] {
    return offers.map(({ op, fields, blocked }) => ({
      thread: name,
      op,
      fields: Object.fromEntries(
        Object.entries(fields).flatMap(([field, value]) => (typeof value === 'function' ? [] : [[field, value]])),
      ),
      blocked: blocked?.() ?? null,
    }))
  }
}

/** An answer that one instance of a run got more often than the one at that port gave it. */
export interface Unanswered {
  readonly answer: string
  readonly got: number
  readonly given: number
}

/**
 * The answers that instances of one run got, and that nobody gave: only for ports whose instance has a complete log. No
 * clock is compared, for those of two instances may differ: an answer is got after it is given, in whatever order.
 */
export function unanswered(instances: readonly Conformance[]): readonly Unanswered[] {
  const total = (of: 'answered' | 'got', key: string): number =>
    instances.reduce((sum, { exchanges }) => sum + (exchanges[of].get(key) ?? 0), 0)
  const known = new Set(instances.filter(({ complete }) => complete).map(({ port }) => String(port)))
  const keys = new Set(instances.flatMap(({ exchanges }) => [...exchanges.got.keys()]))
  return [...keys]
    .filter((key) => known.has(key.split(' ')[0]))
    .map((answer) => ({ answer, got: total('got', answer), given: total('answered', answer) }))
    .filter(({ got, given }) => got > given)
}
