import { existsSync } from 'node:fs'
import { always } from '../../../src/index.ts'
import { ring } from '../../systems/ring.ts'

/** A search goes no further once there is the file that HOLD names: it can only be killed. */
function hold(): void {
  const file = process.env.HOLD
  if (file !== undefined && existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const nodes = ring(8)

export default {
  ...nodes,
  name: 'held',
  properties: [
    ...nodes.properties,
    // Looks at all mailboxes, so that it is asked in every state.
    always('it goes on', (state) => {
      hold()
      return state.actors().every(({ name }) => state.mailbox(name).length >= 0)
    }),
  ],
}
