import { setup } from 'xstate'
import type { Message } from '../../src/model/send.ts'
import { send } from '../../src/model/send.ts'

/** Sends a message, and goes on when the answer of this type comes; without `answer`, at once. */
export interface Line {
  readonly to: string
  readonly message: Message
  readonly answer?: string
  /** Tags while the answer is awaited. */
  readonly tags?: readonly string[]
}

/** An actor that goes through its lines and is then finished: what a test says to the machine that it tests. */
export function script(...lines: readonly Line[]) {
  const states = lines.map(({ to, message, answer, tags }, index) => [
    `line${index}`,
    {
      tags: tags ?? [],
      entry: send(to, message),
      ...(answer === undefined ? { always: `line${index + 1}` } : { on: { [answer]: `line${index + 1}` } }),
    },
  ])
  return setup({}).createMachine({
    id: 'script',
    initial: 'line0',
    states: { ...Object.fromEntries(states), [`line${lines.length}`]: { type: 'final' } },
  })
}
