import { philosophers } from '../../systems/philosophers.ts'

export const naive = philosophers(3)
export default [philosophers(3, true), naive]
