import type { Timers } from './clock.ts'
import { arm, cancel, earliest, fire, NO_TIMERS } from './clock.ts'
import { InterlockError } from './error.ts'
import { doneEvent, errorEvent, isNotice, settleEvent, snapshotEvent } from './events.ts'
import type { Child, Effect, Event, Macrostep } from './machine.ts'
import { Driver } from './machine.ts'
import type { Mailbox } from './mailbox.ts'
import { append, candidates, EMPTY, remove, without } from './mailbox.ts'
import { outcomesOf } from './outcomes.ts'
import { Roster } from './roster.ts'
import type { Body, Config, Move, Moves, Operation, Slot } from './slot.ts'
import type { Occurrence, Step, StepFlaw } from './step.ts'
import type { Outcome, System } from './system.ts'
import { MoveTable } from './tables.ts'
import type { WaitEdge } from './wait.ts'
import { declaredWaits } from './waits.ts'

/** The event by which a parent stops a child; it travels in the channel from the parent. */
const STOP: Event = { type: 'xstate.stop' }

/** What an actor's start comes to. */
export interface Start {
  readonly slot: Slot
  readonly config: number
  readonly operations: readonly Operation[]
  readonly occurrences: readonly Occurrence[]
  /** Whether a declared actor's initial macrostep threw. */
  readonly failed: boolean
}

/** What one macrostep changes, being collected. */
interface Change {
  mailbox: Mailbox
  timers: Timers
  readonly operations: Operation[]
  readonly occurrences: Occurrence[]
}

/**
 * The local semantics of a system: what each actor may do in each of its configurations, computed by XState once and
 * then kept in the slots' tables.
 */
export class Local {
  readonly roster: Roster
  /** The moves computed so far, flat. */
  readonly table = new MoveTable()
  readonly #system: System
  readonly driver: Driver
  readonly #stop: number

  constructor(system: System) {
    this.#system = system
    this.roster = new Roster(system)
    const directory = new Map([...[...system.actors.keys()].map((name) => [name, name] as const), ...system.systemIds])
    this.driver = new Driver(directory, (address) => this.roster.slot(address).options.actions !== 'record')
    this.#stop = this.event(STOP)
  }

  get #fifo(): boolean {
    return this.#system.delivery === 'async'
  }

  isStop(event: number): boolean {
    return event === this.#stop
  }

  /** Starts a declared actor. */
  startDeclared(name: string): Start {
    const slot = this.roster.slot(name)
    const { machine, input } = slot.options
    return this.#start(slot, {
      address: name,
      id: 'self',
      source: undefined,
      logic: machine,
      input,
      observed: false,
    })
  }

  /** The configuration after a message arrived. Finished actors drop it: their configuration stays. */
  receive(slot: Slot, config: number, letter: number): number {
    const after = this.#receive(slot, config, letter)
    slot.receipts.set(config, letter, after)
    return after
  }

  #receive(slot: Slot, config: number, letter: number): number {
    const { from, event } = slot.letters[letter]
    const body = slot.body(config)
    if (body === undefined) return 0
    if (body.snapshot.status !== 'active') return this.isStop(event) ? 0 : config
    if (this.isStop(event) && this.driver.kindOf(body.logic) !== 'machine') return 0
    const before = slot.configs[config]
    const mailbox = append(before.mailbox, from, event, this.roster.compare)
    return this.#settle(slot, { ...before, mailbox })
  }

  /**
   * Interns a configuration, or stops the actor: XState's stop is synchronous and comes after what the parent sent
   * before it, so it takes effect as soon as the actor can take none of that.
   */
  #settle(slot: Slot, config: Config): number {
    const channel = config.mailbox.find(({ from }) => from === slot.parent?.index)
    const stop = channel?.events.indexOf(this.#stop) ?? -1
    if (channel !== undefined && stop >= 0) {
      if (stop === 0) return 0
      const before = { ...channel, events: channel.events.slice(0, stop) }
      const body = slot.bodies[config.body]
      const takes = (position: number): boolean => this.takes(body, before.events[position])
      if (slot.unhandled === 'defer' && !candidates(before, this.#fifo).some(takes)) return 0
    }
    return slot.intern(config)
  }

  /** Whether the actor was told to stop and has only to take what came before. */
  #isStopping(mailbox: Mailbox): boolean {
    return mailbox.some(({ events }) => events.includes(this.#stop))
  }

  /** Computes the local steps of a configuration; returns where they begin in the table of moves. */
  moves(slot: Slot, config: number): number {
    const computed = this.#moves(slot, config)
    slot.moves[config] = computed
    return this.table.add(slot.index, config, computed)
  }

  #moves(slot: Slot, id: number): Moves {
    const config = slot.configs[id]
    const body = slot.body(id)
    if (body === undefined || body.snapshot.status !== 'active') {
      return { prompt: [], timeouts: [], due: Number.POSITIVE_INFINITY }
    }
    const prompt = config.mailbox.flatMap((channel, index) =>
      candidates(channel, this.#fifo).flatMap((position) => {
        const move = this.#deliver(slot, config, body, index, position)
        return move === undefined ? [] : [move]
      }),
    )
    const chosen = (body.outcomes ?? []).map((outcome) => this.#choose(slot, config, body, outcome))
    const due = earliest(config.timers)
    const timeouts = config.timers.flatMap((timer, index) =>
      timer.remaining === due ? [this.#timeout(slot, config, body, index)] : [],
    )
    return { prompt: [...prompt, ...chosen], timeouts, due }
  }

  #deliver(slot: Slot, config: Config, body: Body, channel: number, position: number): Move | undefined {
    const { from, events } = config.mailbox[channel]
    const event = this.roster.events[events[position]]
    if (this.isStop(events[position])) return undefined
    const sender = this.roster.slots[from].address
    const label = `${slot.address} ? ${this.eventLabel(event)} from ${sender}`
    const step: Step = { kind: 'deliver', actor: slot.address, moves: true, label, from: sender, event }
    const mailbox = remove(config.mailbox, channel, position)
    if (this.takes(body, events[position])) {
      const macrostep = this.#macrostep(slot, body, event)
      return this.#outcome(slot, { ...config, mailbox }, body, step, macrostep, 0)
    }
    if (isNotice(event)) return this.#drop(slot, { ...config, mailbox }, step, undefined)
    if (slot.unhandled === 'defer') return undefined
    return this.#drop(slot, { ...config, mailbox }, step, unhandled(slot, sender, event))
  }

  #drop(slot: Slot, config: Config, step: Step, flaw: StepFlaw | undefined, elapsed = 0): Move {
    const dropped: Occurrence = { kind: 'dropped', to: slot.address, event: step.event, why: 'unhandled' }
    const change = this.#change(config)
    const { observed, snapshot } = slot.bodies[config.body]
    // XState shows an observer the snapshot after every event, whatever came of it.
    if (observed && slot.parent !== undefined && !this.#isStopping(config.mailbox)) {
      this.#send(slot, slot.parent.address, snapshotEvent(slot.address, snapshot), change)
    }
    return {
      step: { ...step, moves: false },
      next: this.#settle(slot, config),
      operations: change.operations,
      occurrences: [dropped, ...change.occurrences],
      flaw,
      elapsed,
    }
  }

  #choose(slot: Slot, config: Config, body: Body, outcome: Outcome): Move {
    const event = settleEvent(outcome)
    const settled = 'resolve' in outcome ? 'resolve' : 'reject'
    const value = this.driver.text('resolve' in outcome ? outcome.resolve : outcome.reject)
    const label = `${slot.address} ! ${settled} ${value}`
    const step: Step = { kind: 'choose', actor: slot.address, moves: true, label, outcome: settled, event }
    return this.#outcome(slot, config, body, step, this.#macrostep(slot, body, event), 0)
  }

  #timeout(slot: Slot, config: Config, body: Body, index: number): Move {
    const timer = config.timers[index]
    const event = this.roster.events[timer.event]
    const label = `${slot.address} ! timeout ${this.eventLabel(event)}${timer.to === slot.address ? '' : ` to ${timer.to}`}`
    const step: Step = { kind: 'timeout', actor: slot.address, moves: true, label, event, to: timer.to }
    const elapsed = timer.remaining
    const after = { ...config, timers: fire(config.timers, index) }
    const own = timer.to === slot.address
    if (own && this.takes(body, timer.event)) {
      const macrostep = this.#macrostep(slot, body, event)
      return this.#outcome(slot, after, body, step, macrostep, elapsed)
    }
    if (own && slot.unhandled !== 'defer') {
      return this.#drop(slot, after, step, unhandled(slot, slot.address, event), elapsed)
    }
    const change = this.#change(after)
    this.#send(slot, timer.to, event, change)
    const { operations, occurrences, mailbox } = change
    const next = this.#settle(slot, { ...after, mailbox })
    return { step, next, operations, occurrences, flaw: undefined, elapsed }
  }

  /** XState's answer to an event in a snapshot: asked for once, however many configurations share them. */
  #macrostep(slot: Slot, body: Body, event: Event): Macrostep {
    const id = this.event(event)
    let macrostep = body.macrosteps.get(id)
    if (macrostep === undefined) {
      macrostep = this.driver.take(slot.address, body.logic, body.snapshot, event)
      body.macrosteps.set(id, macrostep)
    }
    return macrostep
  }

  #change(config: Config): Change {
    return { mailbox: config.mailbox, timers: config.timers, operations: [], occurrences: [] }
  }

  /** The move of an actor by a macrostep: its new configuration, and what the others get. */
  #outcome(slot: Slot, config: Config, body: Body, step: Step, macrostep: Macrostep, elapsed: number): Move {
    const change = this.#change(config)
    const next = this.#finish(slot, change, body, macrostep)
    const { status, error } = macrostep.snapshot
    const failed = status === 'error' && slot.parent === undefined
    return {
      step,
      next,
      operations: change.operations,
      occurrences: change.occurrences,
      flaw: failed ? { kind: 'error', actor: slot.address, error } : undefined,
      elapsed,
    }
  }

  /** Carries out a macrostep's effects and interns the actor's configuration after it. */
  #finish(
    slot: Slot,
    change: Change,
    body: Pick<Body, 'logic' | 'observed' | 'outcomes'>,
    macrostep: Macrostep,
  ): number {
    for (const effect of macrostep.effects) this.#effect(slot, effect, change)
    const { snapshot } = macrostep
    const { logic, observed } = body
    const active = snapshot.status === 'active'
    const id = this.internBody(slot, { logic, observed, outcomes: active ? body.outcomes : undefined, snapshot })
    const parent = slot.parent
    const stopping = this.#isStopping(change.mailbox)
    if (parent !== undefined && !stopping) {
      if (active && observed) this.#send(slot, parent.address, snapshotEvent(slot.address, snapshot), change)
      if (snapshot.status === 'done') this.#send(slot, parent.address, doneEvent(slot.address, snapshot), change)
      if (snapshot.status === 'error')
        this.#send(slot, parent.address, errorEvent(slot.address, snapshot.error), change)
    }
    if (!active) {
      return stopping ? 0 : slot.intern({ body: id, mailbox: EMPTY, timers: NO_TIMERS })
    }
    return this.#settle(slot, { body: id, mailbox: change.mailbox, timers: change.timers })
  }

  /** Interns a snapshot of a slot's actor. */
  internBody(slot: Slot, body: Omit<Body, 'takes' | 'macrosteps'>): number {
    const key = this.#keyed(slot, () => this.driver.snapshotKey(body.snapshot))
    return slot.internBody(`${this.driver.idOf(body.logic)}|${body.observed}|${key}`, body)
  }

  #effect(slot: Slot, effect: Effect, change: Change): void {
    switch (effect.kind) {
      case 'send':
        this.#send(slot, effect.to, effect.event, change)
        return
      case 'arm': {
        const { id, event, delay, to } = effect
        if (!Number.isFinite(delay)) {
          throw new InterlockError(
            'uncontrolled',
            `${slot.address}: '${event.type}' is delayed by ${delay} ms; give a finite number`,
          )
        }
        const remaining = Math.max(0, Math.round(delay))
        const armed = { id, event: this.#keyed(slot, () => this.event(event)), to, remaining }
        change.timers = arm(change.timers, armed)
        change.occurrences.push({ kind: 'armed', actor: slot.address, delay: remaining, event })
        return
      }
      case 'cancel':
        change.timers = cancel(change.timers, effect.id)
        return
      case 'spawn': {
        const child = this.roster.slot(effect.child.address)
        this.#forgetNotices(slot, child, change)
        const start = this.#start(child, effect.child)
        change.occurrences.push({ kind: 'spawned', actor: start.slot.address }, ...start.occurrences)
        change.operations.push({ kind: 'start', slot: start.slot.index, config: start.config }, ...start.operations)
        return
      }
      case 'stop': {
        const child = this.roster.slot(effect.address)
        this.#forgetNotices(slot, child, change)
        change.operations.push(this.#operation(slot, child, this.#stop))
        return
      }
      case 'emit':
        change.occurrences.push({ kind: 'emitted', actor: slot.address, event: effect.event })
        return
      case 'log':
        change.occurrences.push({ kind: 'logged', actor: slot.address, label: effect.label, value: effect.value })
        return
      case 'action':
        change.occurrences.push({ kind: 'acted', actor: slot.address, action: effect.type })
    }
  }

  /** Names the actor in the error about a value that has no canonical key. */
  #keyed<T>(slot: Slot, key: () => T): T {
    try {
      return key()
    } catch (error) {
      if (!(error instanceof InterlockError) || error.code !== 'unkeyable') throw error
      throw new InterlockError('unkeyable', `${slot.address}: ${error.message}`)
    }
  }

  /**
   * XState's notices are synchronous: a parent never hears of a child that it has stopped, or replaced by another one
   * of the same id. What the child itself sent stays.
   */
  #forgetNotices(slot: Slot, child: Slot, change: Change): void {
    const isStale = (from: number, event: number): boolean =>
      from === child.index && isNotice(this.roster.events[event])
    change.mailbox = without(change.mailbox, isStale)
    const kept = change.operations.filter((operation) => {
      if (operation.kind !== 'receive' || operation.slot !== slot.index) return true
      const { from, event } = slot.letters[operation.letter]
      return !isStale(from, event)
    })
    change.operations.splice(0, change.operations.length, ...kept)
  }

  #send(slot: Slot, to: string, event: Event, change: Change): void {
    change.occurrences.push({ kind: 'sent', from: slot.address, to, event })
    const id = this.#keyed(slot, () => this.event(event))
    if (to === slot.address) {
      change.mailbox = append(change.mailbox, slot.index, id, this.roster.compare)
    } else {
      change.operations.push(this.#operation(slot, this.roster.slot(to), id))
    }
  }

  #operation(from: Slot, to: Slot, event: number): Operation {
    return { kind: 'receive', slot: to.index, letter: to.letter(from.index, event) }
  }

  #start(slot: Slot, child: Child): Start {
    const { logic, input, observed } = child
    const change = this.#change({ body: -1, mailbox: EMPTY, timers: NO_TIMERS })
    const outcomes = outcomesOf(this.driver.kindOf(logic), slot, child)
    const macrostep = this.driver.start(slot.address, logic, input)
    const config = this.#finish(slot, change, { logic, observed, outcomes }, macrostep)
    const { operations, occurrences } = change
    const failed = slot.parent === undefined && macrostep.snapshot.status === 'error'
    return { slot, config, operations, occurrences, failed }
  }

  /** Whether a snapshot can take an event. */
  takes(body: Body, event: number): boolean {
    let takes = body.takes.get(event)
    if (takes === undefined) {
      const { type } = this.roster.events[event]
      // XState lets an error that nobody handles fail its receiver: it can always be taken.
      takes =
        type.startsWith('xstate.error.actor') ||
        (this.driver.kindOf(body.logic) !== 'promise' && this.driver.canTake(body.snapshot, this.roster.events[event]))
      body.takes.set(event, takes)
    }
    return takes
  }

  /** The number of an event. */
  event(event: Event): number {
    return this.roster.event(this.driver.eventKey(event), event)
  }

  /** An event as it reads in the label of a step. */
  eventLabel(event: Event): string {
    const { type, ...rest } = event
    return Object.keys(rest).length === 0 ? type : `${type}${this.driver.text(rest)}`
  }

  readonly #addressOf = (target: object | string): string | undefined =>
    typeof target === 'string' ? this.#system.systemIds.get(target) : this.driver.addressOf(target)

  /** The wait-for edges that an actor declares in a configuration. */
  waits(slot: Slot, config: number): readonly WaitEdge[] {
    const known = slot.waits[config]
    if (known !== undefined) return known
    const snapshot = slot.body(config)?.snapshot
    const waits = snapshot === undefined ? [] : declaredWaits(slot.address, snapshot, this.#addressOf)
    slot.waits[config] = waits
    return waits
  }
}

function unhandled(slot: Slot, from: string, event: Event): StepFlaw {
  return { kind: slot.unhandled === 'report' ? 'reported' : 'dropped', actor: slot.address, from, event }
}
