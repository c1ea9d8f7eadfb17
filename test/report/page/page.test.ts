import { describe, expect, test } from 'vitest'
import { check } from '../../../src/check/check.ts'
import { catalogue } from '../../../src/model/catalogue.ts'
import { sameEdge, stepText, Timeline } from '../../../src/page/timeline.ts'
import { historyOf } from '../../../src/report/export/history.ts'
import { chartsOf } from '../../../src/report/page/chart.ts'
import { compared } from '../../../src/report/page/compare.ts'
import type { Bundle } from '../../../src/report/page/html.ts'
import { html, inlineScript } from '../../../src/report/page/html.ts'
import { checkedPage, pageData } from '../../../src/report/page/page.ts'
import { recordingOf } from '../../../src/report/page/record.ts'
import { stateName } from '../../../src/report/text.ts'
import { rung } from '../../cli/systems/observed.ts'
import { philosophers } from '../../systems/philosophers.ts'

const named = (name: string) => {
  const scenario = catalogue.find((other) => other.name === name)
  if (scenario === undefined) throw new Error(name)
  return scenario.system()
}

function first(name: string) {
  const system = named(name)
  const [counterexample] = check(system).findings
  return { system, counterexample }
}

const BUNDLE: Bundle = { script: 'run()', style: 'a{}', scriptHash: 'AAA=', styleHash: 'BBB=' }

describe('a recording', () => {
  test.each(['original/scheduler-thread/kernel-1', 'original-leak/scheduler-thread/boom'])(
    'of %s says after every step what the execution says',
    (name) => {
      const { system, counterexample } = first(name)
      const recording = recordingOf(system, 'free', counterexample.steps, () => -1)
      const timeline = new Timeline(recording)
      const { start, moments } = historyOf(system, 'free', counterexample)
      ;[start, ...moments].forEach(({ actors }, step) => {
        const told = timeline
          .at(step)
          .flatMap((presence, at) =>
            presence === undefined ? [] : [[recording.actors[at].name, presence.state, presence.mailbox.length]],
          )
        const known = actors.map(({ actor, mailbox }) => [
          actor.name,
          actor.status === 'active' ? stateName(actor.value) : actor.status,
          mailbox.length,
        ])
        expect(told.sort()).toEqual(known.sort())
      })
    },
  )

  test('shows the observers, their judgement, and what the actors stand for', () => {
    const [counterexample] = check(rung).findings
    const recording = recordingOf(rung, 'free', counterexample.steps, chartsOf(rung).of)
    const timeline = new Timeline(recording)
    const at = recording.actors.findIndex(({ name }) => name === 'observer rung twice')
    expect([0, 1, 2].map((step) => timeline.at(step)[at]?.state)).toEqual(['none', 'once', 'twice (violation)'])
    expect(chartsOf(rung).all[recording.actors[at].chart].nodes.map(({ name }) => name)).toContain('twice')
    expect(recording.actors.find(({ name }) => name === 'bell')?.standsFor).toEqual(['door.ml: bell, wire'])
  })

  test('of many steps goes to any of them, as going there one by one', () => {
    const { system, counterexample } = first('original/scheduler-thread/kernel-1')
    const recording = recordingOf(system, 'free', counterexample.steps, () => -1)
    // A step that changes nothing, many times, so that states in between are kept.
    const idle = { ...recording.steps[0], changes: [] }
    const long = { ...recording, steps: [...Array(1_000).fill(idle), ...recording.steps] }
    const timeline = new Timeline(long)
    const short = new Timeline(recording)
    for (const step of [0, 1, 8, 16]) expect(timeline.at(1_000 + step)).toEqual(short.at(step))
    expect(timeline.at(700)).toEqual(short.at(0))
    expect(timeline.at(9_999)).toEqual(short.at(16))
  })

  test('its last state holds the cycle of the deadlock, and the one before does not', () => {
    const { system, counterexample } = first('original/scheduler-thread/kernel-1')
    const [finding] = checkedPage(
      { system, about: '', asExpected: undefined, replay: () => undefined, others: [] },
      check(system),
      undefined,
    ).findings
    if (finding.recording === undefined) throw new Error('no recording')
    const timeline = new Timeline(finding.recording)
    const present = (step: number): number =>
      finding.cycle.filter((edge) => timeline.waits(step).some((other) => sameEdge(edge, other))).length
    const { length } = counterexample.steps
    expect(finding.cycle.length).toBe(4)
    expect([present(length), present(length - 1) < 4]).toEqual([4, true])
    expect(stepText(timeline, 4)).toBe('conn#1 takes granted from mtx')
    expect(stepText(timeline, 0)).toBe('the start')
  })

  test('timers say when they fire', () => {
    const { system, counterexample } = first('pattern-a-async/two-instances/callback-to-kernel')
    const { presences } = recordingOf(system, 'free', counterexample.steps, () => -1)
    for (const { timers } of presences) for (const { remaining } of timers) expect(remaining).toBeGreaterThanOrEqual(0)
    expect(presences.some(({ waits }) => waits.length > 0)).toBe(true)
  })
})

describe('another design under the same schedule', () => {
  test('parts where it cannot take the next step', () => {
    const { counterexample } = first('original/scheduler-thread/kernel-1')
    const { recording, missing } = compared(named('pattern-b/scheduler-thread/kernel-1'), 'free', counterexample.steps)
    expect(recording.steps.length).toBe(4)
    expect(missing).toBe(counterexample.steps[4].label)
    expect(recording.enabled.map((text) => recording.texts[text]).join()).not.toContain(missing)
  })

  test('follows itself to the end', () => {
    const { system, counterexample } = first('original/scheduler-thread/kernel-1')
    const { recording, missing } = compared(system, 'free', counterexample.steps)
    expect([recording.steps.length, missing]).toEqual([counterexample.steps.length, undefined])
  })
})

test('a chart has every state of its machine and leads nowhere else', () => {
  const { all, of } = chartsOf(named('original/scheduler-thread/kernel-1'))
  const chart = all[of('conn#1')]
  expect(chart.nodes.map(({ path }) => path)).toContain('call.parked')
  expect(chart.nodes.filter(({ parent }) => parent < 0).length).toBe(1)
  for (const { from, to } of chart.arrows) expect(chart.nodes[from] && chart.nodes[to]).toBeDefined()
  expect(of('conn#1/child')).toBe(-1)
})

describe('the file', () => {
  const system = philosophers(2, false)
  const shown = { system, about: '</script>', asExpected: undefined, replay: () => undefined, others: [] }
  const page = pageData([checkedPage(shown, check(system), undefined)], false)

  test('admits its own script and style, and no network', () => {
    const text = html(page, BUNDLE)
    expect(text).toContain("default-src 'none'; script-src 'sha256-AAA='; style-src 'sha256-BBB='; connect-src 'none'")
    expect(text).not.toMatch(/unsafe|https?:/)
    expect(html({ ...page, live: true }, BUNDLE)).toContain("connect-src 'self'")
  })

  test('lets no name end its data', () => {
    const [, data] = /id="data">(.*?)<\/script>/s.exec(html(page, BUNDLE)) ?? []
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(page)))
    expect(data).not.toContain('<')
  })

  test('lets no text of its program end the program', () => {
    expect(inlineScript('x="</script><!--"')).toBe('x="<\\/script><\\!--"')
  })
})
