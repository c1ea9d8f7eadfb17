import { expect } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { assign, createMachine } from 'xstate'
import type { InterlockError } from '../../src/engine/error.ts'
import type { Taken } from '../../src/engine/space.ts'
import type { ActorOptions, System, SystemDefinition } from '../../src/engine/system.ts'
import { defineSystem } from '../../src/engine/system.ts'

/** `createMachine` for machines whose types do not matter here. */
export const machine = createMachine as (config: any) => AnyStateMachine

/** A system of these actors. */
export function system(
  actors: Record<string, ActorOptions['machine'] | ActorOptions>,
  rest: Partial<Omit<SystemDefinition, 'actors'>> = {},
): System {
  return defineSystem({ name: 'test', actors, ...rest })
}

/** The occurrences of one kind. */
export function occurred(taken: Taken, kind: Taken['occurrences'][number]['kind']): readonly unknown[] {
  return taken.occurrences.filter((occurrence) => occurrence.kind === kind)
}

/** Expects an `InterlockError` with this code, whose message names all of these. */
export function refusal(run: () => unknown, code: InterlockError['code'], ...parts: string[]): void {
  let message: string | undefined
  try {
    run()
  } catch (error) {
    expect((error as Error).name).toBe('InterlockError')
    expect((error as InterlockError).code).toBe(code)
    message = (error as Error).message
  }
  for (const part of parts) expect(message).toContain(part)
  expect(message).toBeDefined()
}

/** A machine that counts nothing and takes nothing: a place to send to. */
export const sink = machine({ id: 'sink' })

/** A machine that writes down the types of the events it gets, in `context.got`. */
export function recorder(...types: string[]) {
  return machine({
    id: 'recorder',
    context: { got: [] },
    on: Object.fromEntries(types.map((type) => [type, { actions: remember }])),
  })
}

/** Appends the event's type to `context.got`. */
export const remember = assign({ got: ({ context, event }: any) => [...context.got, event.type] }) as any
