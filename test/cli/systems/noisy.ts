import { setup } from 'xstate'
import { defineSystem } from '../../../src/index.ts'

console.log('loading')

const noisy = setup({ actions: { say: () => console.log('hello from a machine') } }).createMachine({
  entry: 'say',
  tags: 'idle',
})

export default defineSystem({ name: 'noisy', actors: { noisy } })
