import type { ActorState, PendingMessage } from './state.ts'

/** What a predicate looks at in an actor: a field of its state, one entry of its context, or what waits for it. */
export type Answer = (actor: ActorState, mailbox: () => readonly PendingMessage[]) => unknown

type Ask = (question: string, answer: Answer) => void

/** The messages of some types; of any where none is named. */
export function ofTypes(messages: readonly PendingMessage[], types: readonly string[]): readonly PendingMessage[] {
  return types.length === 0 ? messages : messages.filter(({ event }) => types.includes(event.type))
}

const FIELDS = ['status', 'value', 'output', 'error', 'tags'] as const

/** An actor's state that tells what it is asked. Its context is asked entry by entry where it is a plain record. */
export function questioned(actor: ActorState, ask: Ask): ActorState {
  const seen = { name: actor.name } as ActorState
  for (const field of FIELDS) {
    const get = (): unknown => {
      ask(field, (other) => other[field])
      return actor[field]
    }
    Object.defineProperty(seen, field, { get, enumerable: true })
  }
  Object.defineProperty(seen, 'context', { get: () => questionedContext(actor, ask), enumerable: true })
  return Object.assign(seen, {
    matches: (value: unknown): boolean => {
      ask(`matches ${JSON.stringify(value)}`, (other) => other.matches(value))
      return actor.matches(value)
    },
    hasTag: (tag: string): boolean => {
      ask(`hasTag ${tag}`, (other) => other.hasTag(tag))
      return actor.hasTag(tag)
    },
  })
}

function questionedContext(actor: ActorState, ask: Ask): unknown {
  const { context } = actor
  const whole = (): void => ask('context', (other) => other.context)
  if (typeof context !== 'object' || context === null || Object.getPrototypeOf(context) !== Object.prototype) {
    whole()
    return context
  }
  return new Proxy(context as object, {
    get: (target, key) => {
      if (typeof key === 'string') ask(`context.${key}`, (other) => other.context?.[key])
      return Reflect.get(target, key)
    },
    has: (target, key) => {
      whole()
      return Reflect.has(target, key)
    },
    ownKeys: (target) => {
      whole()
      return Reflect.ownKeys(target)
    },
  })
}
