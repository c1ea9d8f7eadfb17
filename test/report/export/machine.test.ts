import { describe, expect, test } from 'vitest'
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import { createMachine, fromPromise } from 'xstate'
import type { System } from '../../../src/index.ts'
import { catalogue } from '../../../src/model/catalogue.ts'
import { statechart } from '../../../src/report/export/statechart.ts'
import { xstate } from '../../../src/report/export/xstate.ts'
import { philosophers } from '../../systems/philosophers.ts'
import { family, hostile } from './kit.ts'

const machinesOf = (system: System) =>
  [...system.actors].map(([actor, { machine }]) => ({ actor, machine: machine as AnyStateMachine }))

const machines = [philosophers(3), family, hostile, catalogue[0].system()].flatMap(machinesOf)

/** The states of a machine with their kinds and transitions. */
function structure(node: AnyStateNode): unknown {
  const arrows = [...node.transitions].map(([event, all]) => [
    event,
    all.map(({ target, guard }) => [(target ?? []).map(({ id }) => id), guard !== undefined]),
  ])
  return [node.id, node.type, arrows, Object.values(node.states).map(structure)]
}

describe('a machine for Stately', () => {
  test.each(machines)('is taken by createMachine, and has the same states and transitions ($actor.length)', (named) => {
    const again = createMachine(JSON.parse(xstate(named)))
    expect(structure(again.root)).toEqual(structure(named.machine.root))
  })

  test('names its functions and keeps no code', () => {
    const [fork] = machinesOf(philosophers(3))
    expect(JSON.parse(xstate(fork)).states.free.on.take.actions).toEqual([
      { type: 'xstate.assign' },
      { type: 'xstate.sendTo' },
    ])
  })
})

describe('a Mermaid state diagram', () => {
  const TEXT = "(?:[\\p{L}\\p{N} _.,:!?'()/…-]|#\\d+;)+"
  const line = new RegExp(
    `^(stateDiagram-v2| +state "${TEXT}" as s\\d+| +state s\\d+ \\{| +\\}| +--| +(\\[\\*\\]|s\\d+) --> (\\[\\*\\]|s\\d+)(: ${TEXT})?)$`,
    'u',
  )

  test.each(machines)('is made of lines that Mermaid knows, and its blocks close ($actor.length)', (named) => {
    const lines = statechart(named).trimEnd().split('\n')
    for (const text of lines) expect(text).toMatch(line)
    expect(lines.filter((text) => text.endsWith('{')).length).toBe(lines.filter((text) => text.endsWith('}')).length)
  })

  test.each(machines)('has every state once ($actor.length)', ({ actor, machine }) => {
    const count = (node: AnyStateNode): number =>
      Object.values(node.states).reduce((sum, child) => sum + count(child), 1)
    const declared = statechart({ actor, machine }).match(/" as s\d+$/gm) ?? []
    expect(declared.length).toBe(count(machine.root))
  })
})

test('what is no machine has nothing to draw', () => {
  const promise = { actor: 'job', machine: fromPromise(() => Promise.resolve(1)) }
  expect(() => statechart(promise)).toThrow('no state machine')
  expect(() => xstate(promise)).toThrow('no state machine')
})
