import type { EventObject, MachineContext } from 'xstate'
import { enqueueActions } from 'xstate'

/**
 * An action that arms a timer of the actor's own: after so many milliseconds of the context's it gets an event of this
 * type. `null`: no timer.
 */
export function alarm<C extends MachineContext, E extends EventObject>(
  type: E['type'],
  delayOf: (context: C) => number | null | undefined,
) {
  return enqueueActions<C, E, undefined, E, never, never, never, never, never>(({ context, enqueue }) => {
    const delay = delayOf(context)
    if (typeof delay === 'number') enqueue.raise({ type } as E, { delay, id: type } as never)
  })
}
