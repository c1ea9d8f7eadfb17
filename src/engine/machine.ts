/**
 * The only file that steps XState. It drives an actor's logic with an `ActorScope` of our own, whose action executor
 * collects actions as data (facts and reasons: docs/architecture.md, "Driving XState").
 */
import type {
  ActorScope,
  ActorSystem,
  AnyActorLogic,
  AnyActorRef,
  AnyActorScope,
  AnyMachineSnapshot,
  EventObject,
  Snapshot,
} from 'xstate'
import { InterlockError } from './error.ts'
import { keyOf } from './key.ts'

/** Any XState actor logic: a machine, or what `fromPromise` and `fromTransition` make. */
export type ActorLogic = AnyActorLogic
/** An XState event. */
export type Event = EventObject
/** What XState calls a snapshot, of any kind of logic. */
export type ActorSnapshot = Snapshot<unknown>
/** A reference to an actor, as machines hold it in context and events. */
export type ActorReference = AnyActorRef

/** How the engine can drive a piece of logic; `uncontrolled` logic (callbacks, observables) needs a stand-in. */
export type LogicKind = 'machine' | 'promise' | 'transition' | 'uncontrolled'

/** One thing that a macrostep asked for, in the order in which XState would carry it out. */
export type Effect =
  | { readonly kind: 'send'; readonly to: string; readonly event: Event }
  | {
      readonly kind: 'arm'
      readonly to: string
      readonly event: Event
      readonly delay: number
      readonly id: string | undefined
    }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'spawn'; readonly child: Child }
  | { readonly kind: 'stop'; readonly address: string }
  | { readonly kind: 'emit'; readonly event: Event }
  | { readonly kind: 'log'; readonly label: string | undefined; readonly value: unknown }
  | { readonly kind: 'action'; readonly type: string }

/** A child that a macrostep invoked or spawned. */
export interface Child {
  readonly address: string
  /** The child's id within its parent, and the name under which its logic was provided (if it has one). */
  readonly id: string
  readonly source: string | undefined
  readonly logic: ActorLogic
  readonly input: unknown
  /** Whether the parent wants `xstate.snapshot.<id>` events (`onSnapshot`). */
  readonly observed: boolean
}

/** What a macrostep came to. */
export interface Macrostep {
  readonly snapshot: ActorSnapshot
  readonly effects: readonly Effect[]
}

/** XState gives up on a macrostep only after infinitely many microsteps; we stop at this many. */
const MICROSTEPS = 10_000
/** The id under which a child appears that was given none. */
const NO_ID = '(no id)'

const REFUSED = "this escapes the engine's control"

interface Action {
  readonly type: string
  readonly params: unknown
  readonly info: unknown
  readonly exec: ((info: unknown, params: unknown) => void) | undefined
}

/** Where an unknown name is looked up: declared actors and declared system ids. */
export type Directory = ReadonlyMap<string, string>

/** Steps XState logic for one system; holds the stub references that stand for its actors. */
export class Driver {
  readonly #directory: Directory
  readonly #references = new Map<string, ActorReference>()
  readonly #addresses = new WeakMap<object, string>()
  readonly #kinds = new WeakMap<object, LogicKind>()
  readonly #system: ActorSystem<never>
  readonly #runsActions: (address: string) => boolean
  #escaped: InterlockError | undefined
  #microsteps = 0

  /**
   * @param directory actor addresses by the names that `system.get` knows.
   * @param runsActions whether an actor's custom actions are called (see `ActorOptions.actions`).
   */
  constructor(directory: Directory, runsActions: (address: string) => boolean) {
    this.#directory = directory
    this.#runsActions = runsActions
    this.#system = this.#stubSystem()
  }

  /** The address behind an actor reference; `undefined` for any other value. */
  readonly addressOf = (value: object): string | undefined => this.#addresses.get(value)

  /** The reference that stands for the actor at an address. */
  reference(address: string): ActorReference {
    let reference = this.#references.get(address)
    if (reference === undefined) {
      reference = this.#stubReference(address)
      this.#references.set(address, reference)
      this.#addresses.set(reference, address)
    }
    return reference
  }

  /** How this logic can be driven. Logic has no brand: promise logic is told from callbacks by what it does. */
  kindOf(logic: ActorLogic): LogicKind {
    let kind = this.#kinds.get(logic)
    if (kind === undefined) {
      kind = this.#classify(logic)
      this.#kinds.set(logic, kind)
    }
    return kind
  }

  #classify(logic: ActorLogic): LogicKind {
    if ('__xstatenode' in logic) return 'machine'
    if (logic.start === undefined) return 'transition'
    try {
      const scope = this.#scope('', [])
      const before = logic.getInitialSnapshot(scope, undefined)
      const after = logic.transition(before, { type: 'xstate.promise.resolve', data: 0 }, scope)
      return after.status === 'done' ? 'promise' : 'uncontrolled'
    } catch {
      return 'uncontrolled'
    }
  }

  /** An actor's initial macrostep. */
  start(address: string, logic: ActorLogic, input: unknown): Macrostep {
    return this.#run(address, {}, undefined, (scope) => logic.getInitialSnapshot(scope, input))
  }

  /**
   * An actor's macrostep on one event. What user code throws becomes a snapshot with status `error`, as in XState.
   *
   * @throws InterlockError `uncontrolled` when user code sends by hand or reads another actor's snapshot, and when it
   * changes a snapshot in place.
   */
  take(address: string, logic: ActorLogic, snapshot: ActorSnapshot, event: Event): Macrostep {
    const key = this.snapshotKey(snapshot)
    const step = this.#run(address, childrenOf(snapshot), snapshot, (scope) => logic.transition(snapshot, event, scope))
    if (this.snapshotKey(snapshot) !== key) {
      throw new InterlockError(
        'uncontrolled',
        `${address}: taking '${event.type}' changed the context in place; return new values from assign instead of changing old ones`,
      )
    }
    return step
  }

  /** Whether the actor would do anything on this event: XState's `snapshot.can`; logic without `can` takes all. */
  canTake(snapshot: ActorSnapshot, event: Event): boolean {
    if (!('can' in snapshot)) return true
    try {
      return (snapshot as AnyMachineSnapshot).can(event)
    } catch {
      return true // a guard throws: let the step itself show it
    }
  }

  /** The canonical key of a snapshot: two snapshots with one key behave the same. */
  snapshotKey(snapshot: ActorSnapshot): string {
    if (!isMachineSnapshot(snapshot)) return keyOf(snapshot, this.addressOf)
    const history = Object.entries(snapshot.historyValue as Record<string, { id: string }[]>).map(
      ([id, nodes]) => [id, nodes.map((node) => node.id)] as const,
    )
    return keyOf(
      [
        snapshot.status,
        snapshot.value,
        snapshot.context,
        snapshot.output,
        snapshot.error,
        Object.fromEntries(history),
        Object.keys(snapshot.children).sort(),
      ],
      this.#addressOrSnapshot,
    )
  }

  /** The canonical key of an event; a snapshot carried in an event is keyed as one. */
  eventKey(event: Event): string {
    return keyOf(event, this.#addressOrSnapshot)
  }

  readonly #addressOrSnapshot = (value: object): string | undefined =>
    this.#addresses.get(value) ?? (isMachineSnapshot(value) ? this.snapshotKey(value) : undefined)

  #run(
    address: string,
    before: Readonly<Record<string, ActorReference>>,
    from: ActorSnapshot | undefined,
    move: (scope: AnyActorScope) => ActorSnapshot,
  ): Macrostep {
    const recorded: (Effect | 'spawned')[] = []
    const started = new Set<object>()
    this.#escaped = undefined
    this.#microsteps = 0
    let snapshot: ActorSnapshot
    try {
      snapshot = move(this.#scope(address, recorded, started))
    } catch (error) {
      snapshot = { ...(from ?? { output: undefined }), status: 'error', error } as ActorSnapshot
    }
    if (this.#escaped !== undefined) throw this.#escaped
    if (snapshot.error instanceof InterlockError) throw snapshot.error
    return { snapshot, effects: this.#place(address, recorded, started, before, snapshot) }
  }

  /** Children made by `spawn` inside `assign` leave no action, only a deferred start: put each where it was started. */
  #place(
    address: string,
    recorded: readonly (Effect | 'spawned')[],
    started: ReadonlySet<object>,
    before: Readonly<Record<string, ActorReference>>,
    snapshot: ActorSnapshot,
  ): Effect[] {
    const spawned = Object.entries(childrenOf(snapshot))
      .filter(([id, child]) => child !== before[id] && !started.has(child))
      .map(([, child]) => this.#child(address, child))
    const effects: Effect[] = []
    for (const effect of recorded) {
      if (effect !== 'spawned') effects.push(effect)
      else {
        const child = spawned.shift()
        if (child !== undefined) effects.push({ kind: 'spawn', child })
      }
    }
    return effects
  }

  #scope(address: string, recorded: (Effect | 'spawned')[], started = new Set<object>()): AnyActorScope {
    const self = this.reference(address)
    const scope: Record<keyof ActorScope<never, never>, unknown> = {
      self,
      id: self.id,
      sessionId: address,
      system: this.#system,
      logger: () => {},
      emit: () => {},
      defer: () => recorded.push('spawned'),
      stopChild: () => {},
      actionExecutor: (action: Action) => {
        const effect = this.#effect(address, action, started)
        if (effect !== undefined) recorded.push(effect)
      },
    }
    return scope as unknown as AnyActorScope
  }

  #effect(address: string, action: Action, started: Set<object>): Effect | undefined {
    switch (action.type) {
      case 'xstate.sendTo': {
        const { to, event, delay, id } = action.params as SendParams
        const target = this.#target(address, to, event)
        // XState turns an escalated error into the child's error event at this point (executeSendTo).
        const carried =
          event.type === 'xstate.error' ? errorEvent(address, (event as unknown as { data: unknown }).data) : event
        if (typeof delay !== 'number') return { kind: 'send', to: target, event: carried }
        return { kind: 'arm', to: target, event, delay, id }
      }
      case 'xstate.raise': {
        const { event, delay, id } = action.params as SendParams
        return typeof delay === 'number' ? { kind: 'arm', to: address, event, delay, id } : undefined
      }
      case 'xstate.cancel':
        return { kind: 'cancel', id: (action.params as { sendId: string }).sendId }
      case 'xstate.spawnChild': {
        const { actorRef, src } = action.params as { actorRef: ActorReference | undefined; src: unknown }
        if (actorRef === undefined) {
          throw new Error(
            `${address}: no logic is provided for the actor '${String(src)}'; give it in setup({ actors })`,
          )
        }
        started.add(actorRef)
        return { kind: 'spawn', child: this.#child(address, actorRef) }
      }
      case 'xstate.stopChild': {
        const child = action.params as ActorReference | undefined
        return child === undefined ? undefined : { kind: 'stop', address: this.#target(address, child, undefined) }
      }
      case 'xstate.emit':
        return { kind: 'emit', event: (action.params as { event: Event }).event }
      case 'xstate.log': {
        const { label, value } = action.params as { label: string | undefined; value: unknown }
        return { kind: 'log', label, value }
      }
      default:
        if (this.#runsActions(address)) action.exec?.(action.info, action.params)
        return { kind: 'action', type: action.type }
    }
  }

  #target(address: string, to: unknown, event: Event | undefined): string {
    // A string is the id of a child that this very macrostep will spawn (XState fills the reference in later).
    if (typeof to === 'string') return `${address}/${to}`
    const target = typeof to === 'object' && to !== null ? this.#addresses.get(to) : undefined
    if (target !== undefined) return target
    // A child that was made in this very macrostep is known by its parent's stub.
    const child = to as Partial<{ _parent: object; id: string }> | undefined
    if (child?._parent === this.reference(address) && typeof child.id === 'string') return `${address}/${child.id}`
    return this.#refuse(
      `${address} addresses an actor outside of the system${event ? ` (event '${event.type}')` : ''}: ${REFUSED}; declare that actor in the system, and send to it by system.get(name)`,
    )
  }

  #child(parent: string, reference: ActorReference): Child {
    const inner = reference as unknown as {
      id: string
      src: unknown
      logic: ActorLogic
      options: { input?: unknown }
      _syncSnapshot?: boolean
    }
    if (inner.id === NO_ID) {
      this.#refuse(
        `${parent} spawns a child without an id, which XState numbers from a process-wide counter: ${REFUSED}; give it an id: spawnChild(logic, { id: 'worker' })`,
      )
    }
    const address = `${parent}/${inner.id}`
    this.#addresses.set(reference, address)
    return {
      address,
      id: inner.id,
      source: typeof inner.src === 'string' ? inner.src : undefined,
      logic: inner.logic,
      input: inner.options.input,
      observed: inner._syncSnapshot === true,
    }
  }

  /** User code may catch what we throw, and XState wraps it: remember it, so that it is never lost. */
  #refuse(message: string): never {
    this.#escaped = new InterlockError('uncontrolled', message)
    throw this.#escaped
  }

  #stubReference(address: string): ActorReference {
    const slash = address.lastIndexOf('/')
    const refuse = (what: string, fix: string) => () => this.#refuse(`${address}: ${what}: ${REFUSED}; ${fix}`)
    const reference = {
      id: slash < 0 ? address : address.slice(slash + 1),
      sessionId: address,
      system: this.#system,
      _parent: slash < 0 ? undefined : this.reference(address.slice(0, slash)),
      send: refuse('an event was sent by hand', 'use the sendTo or raise action'),
      getSnapshot: refuse('its snapshot was read by hand', 'ask for it in an event'),
      subscribe: refuse('it was subscribed to by hand', 'let it send events'),
      on: refuse('it was listened to by hand', 'let it send events'),
      toJSON: () => ({ xstate$$type: 1, id: address }),
    }
    return reference as unknown as ActorReference
  }

  #stubSystem(): ActorSystem<never> {
    const system = {
      get: (name: string): ActorReference => {
        const address = this.#directory.get(name)
        if (address !== undefined) return this.reference(address)
        throw new Error(
          `system.get('${name}'): no actor has this name; declared are ${[...this.#directory.keys()].join(', ')}`,
        )
      },
      getAll: () => Object.fromEntries([...this.#directory].map(([name, address]) => [name, this.reference(address)])),
      _bookId: () => NO_ID,
      _set: () => {},
      _register: (id: string) => id,
      _unregister: () => {},
      _sendInspectionEvent: (event: { type: string; actorRef: ActorReference }) => this.#inspect(event),
      _relay: (_from: unknown, to: ActorReference) =>
        this.#refuse(`an event was sent by hand to ${to.id}: ${REFUSED}; use the sendTo action`),
      inspect: () => ({ unsubscribe: () => {} }),
      getSnapshot: () => ({ _scheduledEvents: {} }),
      start: () => {},
      scheduler: { schedule: () => {}, cancel: () => {}, cancelAll: () => {} },
      _clock: { setTimeout: () => 0, clearTimeout: () => {} },
      _logger: () => {},
      _snapshot: { _scheduledEvents: {} },
    }
    return system as unknown as ActorSystem<never>
  }

  #inspect(event: { type: string; actorRef: ActorReference }): void {
    if (event.type === '@xstate.microstep' && ++this.#microsteps > MICROSTEPS) {
      throw new Error(
        `a macrostep has not ended after ${MICROSTEPS.toLocaleString('en')} microsteps: look for 'always' or raised events that go round in a circle`,
      )
    }
    if (event.type === '@xstate.actor') {
      // A child made by XState: an actor object that is never started, so its own snapshot would be stale.
      const { id } = event.actorRef
      event.actorRef.getSnapshot = () =>
        this.#refuse(`the snapshot of ${id} was read by hand: ${REFUSED}; let it send what its parent needs`)
    }
  }
}

interface SendParams {
  readonly to: unknown
  readonly event: Event
  readonly delay: number | undefined
  readonly id: string | undefined
}

function idOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

/** The event by which a child that finished tells its parent (XState's `xstate.done.actor.<id>`). */
export function doneEvent(address: string, snapshot: ActorSnapshot): Event {
  const id = idOf(address)
  return { type: `xstate.done.actor.${id}`, output: snapshot.output, actorId: id } as Event
}

/** The event by which a child that failed tells its parent (XState's `xstate.error.actor.<id>`). */
export function errorEvent(address: string, error: unknown): Event {
  const id = idOf(address)
  return { type: `xstate.error.actor.${id}`, error, actorId: id } as Event
}

/** The event by which an observed child shows its parent a new snapshot (XState's `xstate.snapshot.<id>`). */
export function snapshotEvent(address: string, snapshot: ActorSnapshot): Event {
  return { type: `xstate.snapshot.${idOf(address)}`, snapshot } as Event
}

/** The event that settles a promise actor. */
export function settleEvent(outcome: { resolve: unknown } | { reject: unknown }): Event {
  return 'resolve' in outcome
    ? ({ type: 'xstate.promise.resolve', data: outcome.resolve } as Event)
    : ({ type: 'xstate.promise.reject', data: outcome.reject } as Event)
}

/** Whether this is a snapshot of a state machine (it has `value`, `tags`, `getMeta`). */
export function isMachineSnapshot(value: object): value is AnyMachineSnapshot {
  return 'machine' in value && '_nodes' in value
}

function childrenOf(snapshot: ActorSnapshot): Readonly<Record<string, ActorReference>> {
  return isMachineSnapshot(snapshot) ? (snapshot.children as Record<string, ActorReference>) : {}
}

/** The ids of the children that a snapshot has. */
export function childIds(snapshot: ActorSnapshot): readonly string[] {
  return Object.keys(childrenOf(snapshot))
}

/** The `meta` of each active state, outermost first. */
export function metaOf(snapshot: ActorSnapshot): readonly unknown[] {
  if (!isMachineSnapshot(snapshot)) return []
  const nodes = snapshot._nodes as unknown as { meta?: unknown; order: number }[]
  return [...nodes]
    .sort((a, b) => a.order - b.order)
    .map((node) => node.meta)
    .filter((meta) => meta !== undefined)
}

/** The structure of a machine without its functions, for the hash that tells whether a model changed. */
export function structureOf(logic: ActorLogic): unknown {
  return 'config' in logic && '__xstatenode' in logic ? skeleton(logic.config, 0) : typeof logic
}

function skeleton(value: unknown, depth: number): unknown {
  if (typeof value === 'function') return 'ƒ'
  if (typeof value !== 'object' || value === null || depth > 40) return value
  if (Array.isArray(value)) return value.map((part) => skeleton(part, depth + 1))
  if ('__xstatenode' in value) return structureOf(value as unknown as ActorLogic)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, skeleton(part, depth + 1)]))
}
