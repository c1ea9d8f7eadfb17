import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import { Examiner } from '../../src/engine/answers.ts'
import { Network } from '../../src/engine/network.ts'
import { check, defineSystem } from '../../src/index.ts'
import { send } from '../../src/model/send.ts'

/** Answers each ping with a number; `reset` is never sent. */
function server({ number = 1, tags = [] as string[], lost = false, farewell = 'bye' } = {}) {
  return setup({
    types: { context: {} as { count: number } },
    actions: {
      pong: send('client', { type: 'pong', number }),
      count: assign({ count: ({ context }) => Math.min(2, context.count + 1) }),
      farewell: send('client', { type: farewell }),
    },
  }).createMachine({
    id: 'server',
    context: { count: 0 },
    initial: 'open',
    states: {
      open: {
        tags: ['idle', ...tags],
        on: { ping: { actions: lost ? ['count'] : ['count', 'pong'] }, reset: { actions: 'farewell' } },
      },
    },
  })
}

const client = setup({ actions: { ping: send('server', { type: 'ping' }) } }).createMachine({
  id: 'client',
  initial: 'asking',
  states: { asking: { entry: 'ping', on: { pong: 'done' } }, done: { type: 'final' } },
})

function explored(): Examiner {
  const system = defineSystem({ name: 'talk', actors: { client, server: server() }, unhandled: 'defer' })
  expect(check(system).complete).toBe(true)
  const network = new Network(system, 'free')
  const walk = [network.initial().state]
  for (const state of walk) network.expand(state, (next) => void walk.push(next.slice()))
  return new Examiner(network.local)
}

describe('other logic in the place of an actor', () => {
  test.each([
    ['the same', {}],
    ['one that differs where nobody asks', { farewell: 'so long' }],
  ])('agrees when it is %s', (_, options) => {
    expect(explored().agrees('server', server(options))).toBe(true)
  })

  test.each([
    ['sends something else', { number: 2 }],
    ['sends nothing', { lost: true }],
    ['shows another tag', { tags: ['happy'] }],
  ])('does not when it %s', (_, options) => {
    expect(explored().agrees('server', server(options))).toBe(false)
  })
})
