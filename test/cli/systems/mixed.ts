import { fromCallback, setup } from 'xstate'
import { defineSystem } from '../../../src/index.ts'

const quiet = setup({}).createMachine({ tags: 'idle' })

export const before = defineSystem({ name: 'before', actors: { quiet } })
export const undrivable = defineSystem({ name: 'undrivable', actors: { heart: fromCallback(() => {}) } })
export const after = defineSystem({ name: 'after', actors: { quiet } })
