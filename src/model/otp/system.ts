import type { Property } from '../../engine/property.ts'
import type { System } from '../../engine/system.ts'
import { defineSystem } from '../../engine/system.ts'
import { names } from './names.ts'
import { processMachine } from './process.ts'
import { NAMES } from './run.ts'
import type { Script } from './script.ts'
import { OTP } from './script.ts'

/**
 * A script as a system of XState machines: one per process, under its name, and the table of registered names. Messages
 * take no time, so the clock is urgent.
 *
 * @param properties what shall hold of it; the context of a process is a `ProcessState`.
 * @throws InterlockError `system` when a process has no proper name.
 */
export function otpSystem(script: Script, properties?: readonly Property[]): System {
  const dialect = script.dialect ?? OTP
  const processes = Object.entries(script.processes).map(
    ([name, code]) => [name, processMachine(name, { script: code, dialect }, name === 'main')] as const,
  )
  return defineSystem({
    name: script.name,
    actors: { ...Object.fromEntries(processes), [NAMES]: names },
    unhandled: 'defer',
    clock: 'urgent',
    ...(properties === undefined ? {} : { properties }),
  })
}
