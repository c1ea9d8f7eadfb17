import type { Faults } from '../engine/faults.ts'
import { HARMS } from '../engine/faults.ts'
import { count, enumerate, grouped, printable } from './text.ts'

/** What the environment may do, and how often: `drop once, crash (server) at most 2 times; server restarts`. */
export function faultsText({ most, crash, leave, jump, restart, heal }: Faults): string {
  const victims = { crash, leave, jump: jump.map((milliseconds) => `${grouped(milliseconds)} ms`) } as const
  const harms = HARMS.filter((kind) => most[kind] > 0).map((kind) => {
    const who = kind in victims ? ` (${victims[kind as keyof typeof victims].map(printable).join(', ')})` : ''
    return `${kind}${who} at most ${count(most[kind], 'time')}`
  })
  const promises = [
    ...(restart.length === 0 ? [] : [`${enumerate(restart.map(printable))} restart`]),
    ...(heal === undefined ? [] : [`faults stop at some time, and ${enumerate(heal.map(printable))} restart then`]),
  ]
  return [harms.length === 0 ? 'no harm' : harms.join(', '), ...promises].join('; ')
}
