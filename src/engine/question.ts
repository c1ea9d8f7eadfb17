import type { ActorState } from './state.ts'

/**
 * What a predicate looks at in an actor: a field of its state, one entry of its context; `undefined` where it looks at
 * the actor's mailbox, of which it may see everything.
 */
export type Answer = ((actor: ActorState) => unknown) | undefined

type Ask = (question: string, answer: Answer) => void

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
