import { sendTo, setup } from 'xstate'
import { always, deadlockFree, defineSystem } from '../../../src/index.ts'

// Names that a page, a terminal or a file could stumble over.

const markup = '</script><script>broken=1</script><img src=x onerror="broken=1">'
const turned = `\u202e${markup}\u2066`
const long = 'n'.repeat(10_000)
const event = `<!-- ${markup}`

const sender = setup({}).createMachine({ entry: sendTo(({ system }) => system.get(long), { type: event }) })
const receiver = setup({}).createMachine({
  context: { markup, turned },
  initial: turned,
  states: {
    [turned]: { on: { [event]: markup } },
    [markup]: { meta: { waits: { kind: 'awaits-reply', on: markup } } },
  },
})

export const hostile = defineSystem({
  name: `labels ${markup}`,
  actors: { sender, [long]: receiver },
  properties: [deadlockFree(), always(markup, (state) => !state.actor(long).matches(markup))],
})
