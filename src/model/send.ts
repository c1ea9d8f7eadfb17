import type { AnyActorRef, EventObject, MachineContext } from 'xstate'
import { sendTo } from 'xstate'

/** What an action knows when it runs. */
interface Known<C, E> {
  readonly context: C
  readonly event: E
}

/** A message: a type, and whatever the receiver needs to know. */
export type Message = EventObject & { readonly [field: string]: unknown }

/**
 * An action that sends a message to the actor of a name: one that is given as it stands is that of the sender's own
 * instance (`context.at`), one that is computed is whole. Accesses to shared memory are such messages, answered by the
 * memory: a thread that waits for the answer before its next step sees memory as sequentially consistent.
 */
export function send<C extends MachineContext, E extends EventObject>(
  to: string | ((known: Known<C, E>) => string),
  message: Message | ((known: Known<C, E>) => Message),
) {
  return sendTo<C, E, undefined, AnyActorRef, E, never>(
    ({ system, context, event }) =>
      system.get(typeof to === 'string' ? (context.at ?? '') + to : to({ context, event })) as AnyActorRef,
    ({ context, event }: Known<C, E>) => (typeof message === 'function' ? message({ context, event }) : message),
  )
}
