import { fromCallback, setup } from 'xstate'
import { defineSystem } from '../../../src/index.ts'

const clock = setup({ actors: { ticks: fromCallback(() => {}) } }).createMachine({ invoke: { src: 'ticks' } })

export default defineSystem({ name: 'clock', actors: { clock } })
