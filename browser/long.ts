import { sendTo, setup } from 'xstate'
import { defineSystem } from '../src/index.ts'
import { chartsOf } from '../src/report/page/chart.ts'
import type { SystemPage } from '../src/report/page/data.ts'
import { recordingOf } from '../src/report/page/record.ts'

const player = (other: string, begins: boolean) =>
  setup({}).createMachine({
    initial: 'here',
    entry: begins ? sendTo(({ system }) => system.get(other), { type: 'ball' }) : [],
    states: {
      here: { on: { ball: { target: 'there', actions: sendTo(({ system }) => system.get(other), { type: 'ball' }) } } },
      there: { on: { ball: { target: 'here', actions: sendTo(({ system }) => system.get(other), { type: 'ball' }) } } },
    },
  })

const system = defineSystem({ name: 'ping-pong', actors: { ping: player('pong', true), pong: player('ping', false) } })

/** A page of an execution with so many steps. */
export function longPage(steps: number): SystemPage {
  const charts = chartsOf(system)
  const schedule = Array.from({ length: steps }, () => ({ choice: 0, waited: 0 }))
  return {
    name: system.name,
    about: '',
    standing: 'replayed',
    verdict: 'long',
    sentence: 'The ball flies to and fro.',
    asExpected: undefined,
    size: undefined,
    findings: [
      {
        property: 'ends',
        headline: 'does not end',
        sentence: 'The ball flies to and fro.',
        core: [],
        victims: [],
        cycle: [],
        fatal: undefined,
        loop: undefined,
        replay: undefined,
        recording: recordingOf(system, 'free', schedule, charts.of),
        compared: [],
      },
    ],
    charts: charts.all,
    graph: undefined,
  }
}
