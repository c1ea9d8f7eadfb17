import { listening } from './accept.ts'

/**
 * The main thread under H2 (`--runner parked`, `primitive_listen`): it ran `sched_run`, which runs the slice of the
 * process `boot`, which called `http_listen`. It accepts for ever, outside the runtime, and never comes back to pop the
 * run queue; `current` stays `boot`.
 */
export const parkedMain = listening.createMachine({
  id: 'main',
  initial: 'parked',
  states: { parked: { tags: 'idle', on: { connect: { actions: 'createThread' } } } },
})
