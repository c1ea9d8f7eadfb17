import { ask, call, link, located, mailbox, raise, receive, response, sendRequest, stop } from './gen.ts'
import { init } from './init.ts'
import { serverLoop } from './loop.ts'
import { program } from './program.ts'
import type { Behaviours } from './run.ts'
import { start } from './start.ts'

/** All functions that a process may be in. */
export const behaviours: Behaviours = {
  program,
  call,
  send_request: sendRequest,
  response,
  start,
  stop,
  located,
  ask,
  link,
  receive,
  raise,
  mailbox,
  init,
  loop: serverLoop,
}
