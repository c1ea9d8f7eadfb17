import { assign, cancel, raise, setup } from 'xstate'
import type { WaitKind, WaitMeta } from '../../engine/wait.ts'
import { send } from '../send.ts'
import type { Node } from './skeleton.ts'
import { isGuess } from './skeleton.ts'

interface ThreadInput {
  readonly me: string
  /** Who is told when it ends; `null` for nobody. */
  readonly tells: string | null
}

export interface ThreadContext extends ThreadInput {
  /** The mutexes that it holds, in the order in which it took them. */
  readonly holds: readonly string[]
  /** Whether it is in the runtime. */
  readonly inside: boolean
  /** The position in its source. */
  readonly node: number
}

interface Events {
  type: string
}

/** What a thread has to know of the others. */
interface Around {
  /** Who may do what it waits for: by cell, condition or kind of thread. */
  readonly providers: (address: string) => readonly string[]
  /** Whether its outbound requests are answered by somebody who asks back. */
  readonly fetches: boolean
  /** The kinds of threads that are written to have no end: waiting for one is a way to stay. */
  readonly endless: ReadonlySet<string>
}

/** A state of the machine as XState takes it; the nodes are known only when the source is read. */
type StateConfig = Record<string, unknown>

const base = setup({
  types: {
    context: {} as ThreadContext,
    events: {} as Events,
    input: {} as ThreadInput,
    meta: {} as WaitMeta<ThreadContext>,
  },
})

/** Why a thread ended that should not have. */
const LEAKED = 'leaked'
export const UNLOCKED_WAIT = 'waits-unlocked'
export const MISTAKEN = 'mistaken'
/** Round and round without doing anything, with and without a lock. */
const SPINNING = 'spinning'
const RESTING = 'resting'

/**
 * A thread as its source has it: one state a position. Its operations are messages to the mutexes, conditions and cells
 * of the system; a choice is a race of timers that are all due. Unlocking what it does not hold raises, as in OCaml.
 */
export function threadMachine(nodes: readonly Node[], born: boolean, around: Around) {
  const states: Record<string, StateConfig> = born ? {} : { unborn: { tags: 'idle', on: { start: 'n0' } } }
  const endless = endlessIn(nodes)
  nodes.forEach((node, index) => {
    const repeats = node.op.do === 'spawn' && comesBack(nodes, index)
    for (const [name, state] of Object.entries(statesOf(node, index, around, !endless.has(index), repeats)))
      states[name] = reentering(state)
  })
  return base.createMachine({
    id: 'thread',
    context: ({ input }) => ({ ...input, holds: [], inside: false, node: 0 }),
    initial: born ? 'n0' : 'unborn',
    states: {
      ...states,
      [LEAKED]: { type: 'final' },
      [UNLOCKED_WAIT]: { type: 'final' },
      [MISTAKEN]: { type: 'final' },
      [SPINNING]: {},
      [RESTING]: { tags: 'idle' },
    },
  } as Parameters<typeof base.createMachine>[0])
}

/** A position that comes back to itself is entered again: XState would otherwise stay. */
function reentering(state: StateConfig): StateConfig {
  const on = Object.entries((state.on ?? {}) as Record<string, string | StateConfig>).map(([event, way]) => [
    event,
    typeof way === 'string' ? { target: way, reenter: true } : { ...way, reenter: true },
  ])
  return state.on === undefined ? state : { ...state, on: Object.fromEntries(on) }
}

type Known = { readonly context: ThreadContext }

const tell = (to: string, message: Record<string, unknown> & { type: string }) =>
  send<ThreadContext, Events>(
    () => to,
    ({ context }) => ({ ...message, from: context.me, by: context.me, holding: context.holds.length > 0 }),
  )

const hold = (mutex: string) =>
  assign<ThreadContext, Events, undefined, Events, never>({ holds: ({ context }) => [...context.holds, mutex] })

const drop = (mutex: string) =>
  assign<ThreadContext, Events, undefined, Events, never>({
    holds: ({ context }) => {
      const at = context.holds.lastIndexOf(mutex)
      return context.holds.filter((_, index) => index !== at)
    },
  })

const be = (inside: boolean) => assign<ThreadContext, Events, undefined, Events, never>({ inside })

const holds =
  (mutex: string) =>
  ({ context }: Known): boolean =>
    context.holds.includes(mutex)

const holdsAny = ({ context }: Known): boolean => context.holds.length > 0

const waits = (kind: WaitKind, on: readonly string[]): StateConfig => ({ waits: { kind, on } })

/** The way on when nothing has to be awaited: a step of its own, so that others may come between. */
function soon(target: string, actions: readonly unknown[] = []): StateConfig {
  return {
    entry: [...actions, raise({ type: 'go' }, { delay: 0, id: 'go' })],
    on: { go: target },
  }
}

function choice(ways: readonly string[]): StateConfig {
  // Round and round for ever: a way to spend a thread's life, unless others wait for what it holds.
  if (ways.length === 0) return { always: [{ guard: holdsAny, target: SPINNING }, { target: RESTING }] }
  if (ways.length === 1) return soon(ways[0])
  const events = ways.map((_, way) => `way ${way}`)
  return {
    entry: events.map((type) => raise({ type }, { delay: 0, id: type })),
    exit: events.map((type) => cancel(type)),
    on: Object.fromEntries(ways.map((way, index) => [events[index], way])),
  }
}

/** A choice; a way that is a guess leads through a state that says so. */
function chosen(name: string, next: Node['next']): Record<string, StateConfig> {
  const ways = [...next].map(([result, to]) => [isGuess(result) ? `${name}${result}` : `n${to}`, `n${to}`] as const)
  const guesses = ways.filter(([way, to]) => way !== to)
  return {
    [name]: choice(ways.map(([way]) => way)),
    ...Object.fromEntries(guesses.map(([way, to]) => [way, soon(to)])),
  }
}

function statesOf(
  node: Node,
  index: number,
  around: Around,
  ends: boolean,
  repeats: boolean,
): Record<string, StateConfig> {
  const { op, next } = node
  const { providers, fetches } = around
  const name = `n${index}`
  const to = (result: string): string => `n${next.get(result) ?? index}`
  const done = to('done')
  const idle = (provided: boolean): StateConfig => (ends || !provided ? {} : { tags: 'idle' })
  const ask = (who: string, message: Record<string, unknown> & { type: string }, meta?: StateConfig): StateConfig => ({
    entry: tell(who, message),
    on: { done },
    ...(meta === undefined ? {} : { meta }),
  })
  const answers = Object.fromEntries([...next.keys()].map((result) => [`is ${result}`, to(result)]))
  switch (op.do) {
    case 'lock':
      return {
        [name]: {
          entry: tell(op.mutex, { type: 'lock' }),
          meta: waits('acquires', [op.mutex]),
          on: { granted: { target: done, actions: hold(op.mutex) } },
        },
      }
    case 'try':
      return {
        [name]: {
          entry: tell(op.mutex, { type: 'try' }),
          on: { granted: { target: done, actions: hold(op.mutex) }, busy: to('busy') },
        },
      }
    case 'unlock':
      return {
        [name]: {
          always: [
            { guard: holds(op.mutex), target: done, actions: [tell(op.mutex, { type: 'unlock' }), drop(op.mutex)] },
            { target: `${name}e` },
          ],
        },
        [`${name}e`]: soon(to('error')),
      }
    case 'wait':
      return {
        [name]: { always: [{ guard: holds(op.mutex), target: `${name}w` }, { target: UNLOCKED_WAIT }] },
        [`${name}w`]: {
          entry: [
            tell(op.condition, { type: 'wait', mutex: op.mutex }),
            tell(op.condition, { type: 'claim' }),
            drop(op.mutex),
          ],
          ...idle(op.parks === true || providers(op.condition).length > 0),
          meta: waits('awaits-signal', providers(op.condition)),
          on: { wake: `${name}l` },
        },
        [`${name}l`]: {
          entry: tell(op.mutex, { type: 'lock' }),
          meta: waits('acquires', [op.mutex]),
          on: { granted: { target: done, actions: hold(op.mutex) } },
        },
      }
    case 'signal':
    case 'broadcast':
      return { [name]: ask(op.condition, { type: op.do }) }
    case 'read': {
      const accepts = [...next.keys()]
      const meta = waits('awaits-reply', providers(op.cell))
      return { [name]: { entry: tell(op.cell, { type: 'read', accepts }), on: answers, meta } }
    }
    case 'write':
      return { [name]: ask(op.cell, { type: 'write', value: op.value }) }
    case 'update':
      return { [name]: { entry: tell(op.cell, { type: 'update', to: op.to }), on: answers } }
    case 'push':
      return { [name]: ask(op.queue, { type: 'push', value: op.value, serving: !ends }) }
    case 'filled':
      return { [name]: { ...ask(op.queue, { type: 'filled' }), tags: 'idle' } }
    case 'take':
      return {
        [name]: {
          entry: tell(op.queue, { type: 'take' }),
          on: answers,
          meta: waits('awaits-message', providers(op.queue)),
          ...idle(true),
        },
      }
    case 'pop':
    case 'peek':
    case 'length':
      return { [name]: { entry: tell(op.queue, { type: op.do }), on: answers } }
    case 'spawn':
      return {
        [name]: {
          ...ask(op.kind, { type: 'spawn', repeats, serving: repeats && !ends, many: op.many === true }),
          tags: 'idle',
        },
      }
    case 'join':
      return {
        [name]: {
          ...ask(op.kind, { type: 'join' }, waits('awaits-message', providers(op.kind))),
          ...(around.endless.has(op.kind) ? { tags: 'idle' } : {}),
        },
      }
    case 'fetch':
      return {
        [name]: {
          always: [
            { guard: ({ context }: Known) => fetches && holdsAny({ context }), target: `${name}f` },
            { target: done },
          ],
        },
        [`${name}f`]: ask('peer', { type: 'fetch' }, waits('awaits-reply', ['peer'])),
      }
    case 'enter':
      return { [name]: soon(done, [be(true)]) }
    case 'leave':
      return { [name]: { entry: be(false), always: done } }
    case 'rest':
      return {
        [name]: { always: [{ guard: holdsAny, target: LEAKED }, { target: `${name}r` }] },
        [`${name}r`]: soon(done),
      }
    case 'mistake':
      return { [name]: { always: MISTAKEN } }
    case 'pause':
      return { [name]: soon(done) }
    case 'choose':
      return chosen(name, next)
    case 'end':
      return { [name]: ended() }
  }
}

function ended(): StateConfig {
  return {
    type: 'final',
    entry: send<ThreadContext, Events>(
      ({ context }) => context.tells ?? context.me,
      () => ({ type: 'ended' }),
    ),
  }
}

/** Whether a position can be reached again. */
export function comesBack(nodes: readonly Node[], start: number): boolean {
  const seen = new Set<number>()
  const pending = [...nodes[start].next.values()]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at === start) return true
    if (seen.has(at)) continue
    seen.add(at)
    pending.push(...nodes[at].next.values())
  }
  return false
}

/** The positions from which a thread never comes to its end: a server that waits there for work may wait for ever. */
export function endlessIn(nodes: readonly Node[]): ReadonlySet<number> {
  const ends = new Set<number>()
  nodes.forEach(({ op }, index) => {
    if (op.do === 'end' && !op.raised) ends.add(index)
  })
  for (let grown = true; grown; ) {
    grown = false
    nodes.forEach(({ next }, index) => {
      if (ends.has(index) || ![...next].some(([result, to]) => result !== 'error' && ends.has(to))) return
      ends.add(index)
      grown = true
    })
  }
  return new Set([...nodes.keys()].filter((index) => !ends.has(index)))
}
