import { fromPromise, raise, sendParent, sendTo, setup } from 'xstate'
import type { Graph } from '../../../src/check/graph.ts'
import { search } from '../../../src/check/search.ts'
import { Network } from '../../../src/engine/network.ts'
import type { System } from '../../../src/index.ts'
import { always, check, deadlockFree, defineSystem } from '../../../src/index.ts'
import type { Model } from '../../../src/report/export/claims.ts'
import { modelOf } from '../../../src/report/export/claims.ts'
import type { History } from '../../../src/report/export/history.ts'
import { historyOf } from '../../../src/report/export/history.ts'

/** A system's first counterexample, told. */
export function historyFor(system: System): History {
  const { verdict } = check(system)
  if (verdict.kind !== 'counterexample') throw new Error(`${system.name} is ${verdict.kind}`)
  return historyOf(system, system.clock ?? 'free', verdict.counterexample)
}

/** A system explored to the end; `undefined` when it has more states than `limit`. */
export function exploredTo(system: System, limit: number): { space: Network; graph: Graph } | undefined {
  const space = new Network(system, system.clock ?? 'free')
  const run = search(space, space.initial().state, { states: limit }, { state: () => {}, flagged: () => {} })
  let step = run.next(undefined)
  while (!step.done) step = run.next(undefined)
  return step.value.hit === undefined ? { space, graph: step.value } : undefined
}

/** A system explored to the end. */
export function explored(system: System): { space: Network; graph: Graph } {
  const found = exploredTo(system, 100_000)
  if (found === undefined) throw new Error(`${system.name} is too large`)
  return found
}

/** A model of as much as a search of so many states sees. */
export function modelOfPart(system: System, states: number): Model {
  const space = new Network(system, system.clock ?? 'free')
  const run = search(space, space.initial().state, { states }, { state: () => {}, flagged: () => {} })
  let step = run.next(undefined)
  while (!step.done) step = run.next(undefined)
  return modelOf(space, step.value, system.properties)
}

/** A system as a model for other tools. */
export function modelFor(system: System): Model {
  const { space, graph } = explored(system)
  return modelOf(space, graph, system.properties)
}

const EVIL = '</script>"\'\\ \x1b[2J\u202e;#%*/ */ --> \n<b>'
/** A name of ten thousand characters in which everything is that a format could stumble over. */
const HOSTILE = EVIL.repeat(Math.ceil(10_000 / EVIL.length)).slice(0, 10_000)

/** The name of a state: XState gives backslashes and dots in it a meaning. */
const STATE = EVIL.replace('\\', '')

/** The name of an actor: a slash in it would be a child's. */
const ACTOR = HOSTILE.replaceAll('/', '')

const asker = setup({
  actions: { ask: sendTo(({ system }) => system.get(ACTOR), { type: HOSTILE, [HOSTILE]: HOSTILE }) },
}).createMachine({ entry: 'ask', initial: 'asking', states: { asking: {} } })

const answerer = setup({}).createMachine({
  id: HOSTILE,
  context: { [HOSTILE]: HOSTILE, big: 10n, none: null, half: 0.5, set: new Set([1]), map: new Map([[HOSTILE, 1]]) },
  initial: 'calm',
  states: { calm: { on: { [HOSTILE]: STATE } }, [STATE]: {} },
})

/** Two actors whose names, events, states and contexts are hostile; they end in a deadlock. */
export const hostile = defineSystem({
  name: HOSTILE,
  actors: { asker, [ACTOR]: answerer },
  properties: [deadlockFree(), always(EVIL, () => true)],
})

const child = setup({}).createMachine({
  entry: [sendParent({ type: 'hello' }), raise({ type: 'bored' }, { delay: 20 })],
  on: { bored: { actions: sendParent({ type: 'bored' }) } },
})
const job = fromPromise(() => new Promise<number>(() => {}))

const parent = setup({ actors: { child, job } }).createMachine({
  initial: 'working',
  states: {
    working: {
      invoke: [
        { src: 'child', id: 'kid' },
        { src: 'job', id: 'job', onDone: 'resting', onError: { target: 'resting' } },
      ],
      after: { 10: 'resting' },
      on: { hello: { actions: () => {} }, bored: 'resting' },
    },
    resting: { on: { again: 'working' } },
  },
})

/** A parent with a child, a promise and timers; it ends up waiting for an event that nobody sends. */
export const family = defineSystem({
  name: 'family',
  actors: { parent: { machine: parent, outcomes: { job: [{ resolve: 1 }, { reject: 'no' }] } } },
})
