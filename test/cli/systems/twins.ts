import { setup } from 'xstate'
import { defineSystem } from '../../../src/index.ts'

const quiet = setup({}).createMachine({ tags: 'idle' })

export const one = defineSystem({ name: 'twin', actors: { quiet } })
export const other = defineSystem({ name: 'twin', actors: { quiet } })
