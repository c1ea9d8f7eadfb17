import { keyOf } from './key.ts'
import type { ActorLogic } from './machine.ts'
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

/** The same of 32-bit words: no change of one word goes unnoticed. */
export function summed(words: ArrayLike<number>, basis = 0): number {
  let sum = basis
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ words[at], 0x01000193)
  return sum
}

/**
 * The model hash: tells whether two systems have the same actors, inputs, options and machine structures. Functions
 * (guards, actions) count by their place only, so it is a hint; a replay compares every step's label besides. What an actor
 * stands for is for readers, and does not count.
 */
export function fingerprint(system: System): string {
  const actors = [...system.actors].map(([name, { machine, standsFor: _, ...options }]) => [
    name,
    options,
    structureOf(machine),
  ])
  const { delivery, unhandled, systemIds, faults } = system
  const rest = faults === undefined ? [] : [faults]
  const key = keyOf([actors, delivery, unhandled, [...systemIds], ...rest], () => undefined)
  return checksum(key) + checksum(key, 0x9747b28c)
}

/** The structure of a machine without its functions, for the hash that tells whether a model changed. */
function structureOf(logic: ActorLogic): unknown {
  return 'config' in logic && '__xstatenode' in logic ? skeleton(logic.config, 0) : typeof logic
}

function skeleton(value: unknown, depth: number): unknown {
  if (typeof value === 'function') return 'ƒ'
  if (typeof value !== 'object' || value === null || depth > 40) return value
  if (Array.isArray(value)) return value.map((part) => skeleton(part, depth + 1))
  if ('__xstatenode' in value) return structureOf(value as unknown as ActorLogic)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, skeleton(part, depth + 1)]))
}
