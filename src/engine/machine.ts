/**
 * The only file that steps XState. It drives an actor's logic with an `ActorScope` of our own, whose action executor
 * collects actions as data (facts and reasons: docs/architecture.md, "Driving XState").
 */
import type {
  ActorScope,
  AnyActorLogic,
  AnyActorRef,
  AnyActorScope,
  AnyMachineSnapshot,
  EventObject,
  Snapshot,
  ActorSystem as XStateSystem,
} from 'xstate'
import { InterlockError } from './error.ts'
import { errorEvent } from './events.ts'
import type { AddressOf } from './key.ts'
import { keyOf } from './key.ts'
import type { Directory } from './stubs.ts'
import { NO_ID, REFUSED, Stubs } from './stubs.ts'

/** Any XState actor logic: a machine, or what `fromPromise` and `fromTransition` make. */
export type ActorLogic = AnyActorLogic
/** An XState event. */
export type Event = EventObject
/** What XState calls a snapshot, of any kind of logic. */
export type ActorSnapshot = Snapshot<unknown>
/** XState's view of the system that its actors are in. */
export type ActorSystem = XStateSystem<never>
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

interface Action {
  readonly type: string
  readonly params: unknown
  readonly info: unknown
  readonly exec: ((info: unknown, params: unknown) => void) | undefined
}

/** Steps XState logic for one system; holds the stub references that stand for its actors. */
export class Driver {
  readonly #stubs: Stubs
  readonly #kinds = new WeakMap<object, LogicKind>()
  readonly #runsActions: (address: string) => boolean

  /**
   * @param directory actor addresses by the names that `system.get` knows.
   * @param runsActions whether an actor's custom actions are called (see `ActorOptions.actions`).
   */
  constructor(directory: Directory, runsActions: (address: string) => boolean) {
    this.#stubs = new Stubs(directory)
    this.#runsActions = runsActions
  }

  /** The address behind an actor reference; `undefined` for any other value. */
  readonly addressOf = (value: object): string | undefined => this.#stubs.addressOf(value)

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
      const scope = this.#scope('', [], true)
      const before = logic.getInitialSnapshot(scope, undefined)
      const after = logic.transition(before, { type: 'xstate.promise.resolve', data: 0 }, scope)
      return after.status === 'done' ? 'promise' : 'uncontrolled'
    } catch {
      return 'uncontrolled'
    }
  }

  /** An actor's initial macrostep. */
  start(address: string, logic: ActorLogic, input: unknown): Macrostep {
    return this.#run(address, undefined, (scope) => logic.getInitialSnapshot(scope, input))
  }

  /**
   * An actor's macrostep on one event. What user code throws becomes a snapshot with status `error`, as in XState.
   *
   * @throws InterlockError `uncontrolled` when user code sends by hand or reads another actor's snapshot, and when it
   * changes a snapshot in place.
   */
  take(address: string, logic: ActorLogic, snapshot: ActorSnapshot, event: Event): Macrostep {
    const key = this.snapshotKey(snapshot)
    const step = this.#run(address, snapshot, (scope) => logic.transition(snapshot, event, scope))
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

  /** The canonical key of a snapshot: two snapshots of one machine with one key behave the same. */
  snapshotKey(snapshot: ActorSnapshot): string {
    return snapshotKey(snapshot, this.#addressOrKey)
  }

  /** The canonical key of an event; a snapshot carried in an event is keyed as one. */
  eventKey(event: Event): string {
    return keyOf(event, this.#addressOrKey)
  }

  /** A value as text that is the same in every run; snapshots of different machines may look alike. */
  text(value: unknown): string {
    return keyOf(value, this.#addressOrText)
  }

  readonly #addressOrText = (value: object): string | undefined =>
    this.addressOf(value) ?? (isMachineSnapshot(value) ? snapshotKey(value, this.#addressOrText) : undefined)

  readonly #addressOrKey = (value: object): string | undefined =>
    this.addressOf(value) ??
    (isMachineSnapshot(value) ? `${this.idOf(value.machine)} ${this.snapshotKey(value)}` : undefined)

  readonly #logicIds = new Map<object, number>()

  /** A number for a piece of logic: the same for the same object. */
  idOf(logic: object): number {
    const id = this.#logicIds.get(logic) ?? this.#logicIds.size
    this.#logicIds.set(logic, id)
    return id
  }

  #run(address: string, from: ActorSnapshot | undefined, move: (scope: AnyActorScope) => ActorSnapshot): Macrostep {
    const recorded: Recorded[] = []
    this.#stubs.begin()
    let snapshot: ActorSnapshot
    let thrown = false
    try {
      snapshot = move(this.#scope(address, recorded, from === undefined))
      // XState itself catches what an initial macrostep throws.
      thrown = from === undefined && snapshot.status === 'error'
    } catch (error) {
      thrown = true
      snapshot = { ...(from ?? { output: undefined }), status: 'error', error } as ActorSnapshot
    }
    this.#stubs.end()
    if (snapshot.error instanceof InterlockError) throw snapshot.error
    return { snapshot, effects: thrown ? immediate(recorded) : deferred(recorded) }
  }

  #scope(address: string, recorded: Recorded[], initial: boolean): AnyActorScope {
    const self = this.#stubs.reference(address)
    const scope: Record<keyof ActorScope<never, never>, unknown> = {
      self,
      id: self.id,
      sessionId: address,
      system: this.#stubs.system,
      logger: () => {},
      emit: () => {},
      // Only `spawn` inside `assign` comes here; it leaves no action. In an initial macrostep such a child starts before
      // all else that is deferred, so no stop comes before its start.
      defer: () => {
        const child = this.#stubs.lastChildOf(self)
        const effect: Effect = { kind: 'spawn', child: this.#child(address, child) }
        recorded.push({ effect, reference: () => (initial ? undefined : child) })
      },
      stopChild: () => {},
      actionExecutor: (action: Action) => {
        const effect = this.#effect(address, action)
        if (effect !== undefined) recorded.push({ effect, reference: () => referenceIn(action) })
      },
    }
    return scope as unknown as AnyActorScope
  }

  #effect(address: string, action: Action): Effect | undefined {
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
        if (this.#runsActions(address)) this.#call(address, action)
        return { kind: 'action', type: action.type }
    }
  }

  #call(address: string, { type, exec, info, params }: Action): void {
    const result: unknown = exec?.(info, params)
    const later = result as { then?: unknown } | null | undefined
    if (typeof later?.then !== 'function') return
    // What it still does is its own business, but it must not end the process.
    later.then(undefined, () => {})
    this.#stubs.refuse(
      `${address}: the action '${type}' goes on asynchronously: ${REFUSED}; invoke a promise and list its outcomes, or give the actor actions: 'record', which only notes the action's name`,
    )
  }

  #target(address: string, to: unknown, event: Event | undefined): string {
    // A string is the id of a child that this very macrostep will spawn (XState fills the reference in later).
    if (typeof to === 'string') return `${address}/${to}`
    const target = typeof to === 'object' && to !== null ? this.addressOf(to) : undefined
    if (target !== undefined) return target
    // A child that was made in this very macrostep is known by its parent's stub.
    const child = to as Partial<{ _parent: object; id: string }> | undefined
    if (child?._parent === this.#stubs.reference(address) && typeof child.id === 'string')
      return `${address}/${child.id}`
    return this.#stubs.refuse(
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
      this.#stubs.refuse(
        `${parent} spawns a child without an id, which XState numbers from a process-wide counter: ${REFUSED}; give it an id: spawnChild(logic, { id: 'worker' })`,
      )
    }
    if (inner.id.includes('/')) {
      this.#stubs.refuse(
        `${parent} spawns a child with the id '${inner.id}'; use an id without '/', which separates parent and child`,
      )
    }
    const address = `${parent}/${inner.id}`
    this.#stubs.stand(reference, address)
    return {
      address,
      id: inner.id,
      source: typeof inner.src === 'string' ? inner.src : undefined,
      logic: inner.logic,
      input: inner.options.input,
      observed: inner._syncSnapshot === true,
    }
  }
}

/** An effect, and the reference (if any) to the child that it starts, stops or sends to. */
interface Recorded {
  readonly effect: Effect
  readonly reference: () => unknown
}

/** The reference in an action's parameters. XState may fill it in after the action was recorded. */
function referenceIn({ type, params }: Action): unknown {
  switch (type) {
    case 'xstate.sendTo':
      return (params as SendParams).to
    case 'xstate.spawnChild':
      return (params as { actorRef: unknown }).actorRef
    case 'xstate.stopChild':
      return params
    default:
      return undefined
  }
}

/** What remains of a macrostep that threw: XState defers all but these to the end of the macrostep. */
function immediate(recorded: readonly Recorded[]): Effect[] {
  return recorded.map(({ effect }) => effect).filter(({ kind }) => ['log', 'action'].includes(kind))
}

/**
 * The effects of a macrostep as XState carries them out at its end: a child that was stopped before it could start
 * never starts and gets nothing, and what was sent to a child before its start waits for the start.
 */
function deferred(recorded: readonly Recorded[]): Effect[] {
  const starts = new Set(recorded.flatMap(({ effect, reference }) => (effect.kind === 'spawn' ? [reference()] : [])))
  starts.delete(undefined)
  if (starts.size === 0) return recorded.map(({ effect }) => effect)
  const stopped = recorded.filter(({ effect }) => effect.kind === 'stop').map(({ reference }) => reference())
  const kept = recorded.filter(({ reference }) => !(starts.has(reference()) && stopped.includes(reference())))
  const begun = new Set<unknown>()
  const waits = ({ effect, reference }: Recorded): boolean =>
    effect.kind === 'send' && starts.has(reference()) && !begun.has(reference())
  const waiting: Recorded[] = []
  return kept.flatMap((record) => {
    if (waits(record)) {
      waiting.push(record)
      return []
    }
    if (record.effect.kind !== 'spawn') return [record.effect]
    const child = record.reference()
    begun.add(child)
    return [record, ...waiting.filter(({ reference }) => reference() === child)].map(({ effect }) => effect)
  })
}

interface SendParams {
  readonly to: unknown
  readonly event: Event
  readonly delay: number | undefined
  readonly id: string | undefined
}

/** Whether this is a snapshot of a state machine (it has `value`, `tags`, `getMeta`). */
export function isMachineSnapshot(value: object): value is AnyMachineSnapshot {
  return 'machine' in value && '_nodes' in value
}

function snapshotKey(snapshot: ActorSnapshot, addressOf: AddressOf): string {
  if (!isMachineSnapshot(snapshot)) return keyOf(snapshot, addressOf)
  const { status, value, context, output, error, children } = snapshot
  const history = Object.entries(snapshot.historyValue as Record<string, { id: string }[]>).map(
    ([id, nodes]) => [id, nodes.map((node) => node.id)] as const,
  )
  return keyOf(
    [status, value, context, output, error, Object.fromEntries(history), Object.keys(children).sort()],
    addressOf,
  )
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
