import { keyOf } from './key.ts'
import { structureOf } from './machine.ts'
import type { System } from './system.ts'

/**
 * FNV-1a (Fowler, Noll, Vo), 32 bits, over UTF-16 code units, in hexadecimal: a checksum against accidents, not against
 * attackers.
 */
export function checksum(text: string, basis = 0x811c9dc5): string {
  let hash = basis
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/**
 * The model hash: tells whether two systems have the same actors, inputs, options and machine structures. Functions
 * (guards, actions) count by their place only, so it is a hint; a replay compares every step's label besides.
 */
export function fingerprint(system: System): string {
  const actors = [...system.actors].map(([name, { machine, ...options }]) => [name, options, structureOf(machine)])
  const key = keyOf([actors, system.delivery, system.unhandled, [...system.systemIds]], () => undefined)
  return checksum(key) + checksum(key, 0x9747b28c)
}
