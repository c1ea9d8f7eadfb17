import type { CheckResult } from '../../check/check.ts'
import type { Clock } from '../../engine/clock.ts'
import type { System } from '../../engine/system.ts'
import type { Counterexample, Unviolated } from '../../engine/verdict.ts'
import { VERSION } from '../../engine/version.ts'
import { why } from '../explanation.ts'
import { count, shortened } from '../text.ts'
import { boundSentence, headline, verdictWord, violationWord } from '../words.ts'
import type { Charts } from './chart.ts'
import { chartsOf } from './chart.ts'
import { compared } from './compare.ts'
import type { FindingPage, PageData, SystemPage } from './data.ts'
import { NO_FINDING } from './data.ts'
import type { Drawable } from './graph.ts'
import { graphPage } from './graph.ts'
import { recordingOf, shownText } from './record.ts'

/** What the command line knows of a system besides. */
export interface Shown {
  readonly system: System
  readonly about: string
  readonly asExpected: boolean | undefined
  /** The command that makes a counterexample again. */
  readonly replay: (counterexample: Counterexample) => string | undefined
  /** The systems that are to be shown beside it under the same schedule. */
  readonly others: readonly System[]
}

/** The whole document. */
export function pageData(systems: readonly SystemPage[], live: boolean): PageData {
  return { interlock: VERSION, systems, live }
}

/** A system that was checked; `drawable` when its state space is small enough to be drawn. */
export function checkedPage(shown: Shown, result: CheckResult, drawable: Drawable | undefined): SystemPage {
  const { system } = shown
  const { verdict, findings, complete, states, transitions, depth } = result
  const charts = chartsOf(system)
  const clock = system.clock ?? 'free'
  const first = findings.find(hasExecution)
  return {
    name: shownText(system.name),
    about: shownText(shown.about),
    standing: findings.length > 0 ? 'violated' : complete ? 'verified' : 'inconclusive',
    verdict: verdictWord(verdict),
    sentence: sentenceOf(shown, result),
    asExpected: shown.asExpected,
    size: { states, transitions, depth, complete },
    findings: findings.map((finding) =>
      findingPage(shown, charts, clock, finding, finding.violation.kind === 'deadlock' ? result.fatal : undefined),
    ),
    charts: charts.all,
    graph: drawable && graphPage(drawable, first?.steps.map(({ choice }) => choice) ?? []),
  }
}

/** An execution that was replayed from a token or a trace. */
export function replayedPage(shown: Shown, clock: Clock, counterexample: Counterexample): SystemPage {
  const charts = chartsOf(shown.system)
  return {
    name: shownText(shown.system.name),
    about: shownText(shown.about),
    standing: 'replayed',
    verdict: violationWord(counterexample.violation),
    sentence: sentence({ system: shown.system, clock, counterexample }),
    asExpected: undefined,
    size: undefined,
    findings: [findingPage(shown, charts, clock, counterexample, undefined)],
    charts: charts.all,
    graph: undefined,
  }
}

/** An execution that was kept although it violates nothing, and replayed. */
export function followedPage(
  { system, about }: Shown,
  clock: Clock,
  { steps }: Unviolated,
  replay: string | undefined,
): SystemPage {
  const charts = chartsOf(system)
  const headline = 'nothing is violated'
  const told = `Nothing is violated after ${count(steps.length, 'step')}.`
  const recording = recordingOf(system, clock, steps, charts.of)
  return {
    name: shownText(system.name),
    about: shownText(about),
    standing: 'replayed',
    verdict: headline,
    sentence: told,
    asExpected: undefined,
    size: undefined,
    findings: [{ ...NO_FINDING, headline, sentence: told, replay, recording }],
    charts: charts.all,
    graph: undefined,
  }
}

/** Why, cut where names are so long that nobody reads them. */
function sentence(about: Parameters<typeof why>[0]): string {
  return shortened(why(about), 1_000)
}

function hasExecution({ violation }: Counterexample): boolean {
  return violation.kind !== 'never' && violation.kind !== 'vacuous'
}

function sentenceOf({ system }: Shown, { findings, hit, states }: CheckResult): string {
  const [counterexample] = findings
  if (counterexample !== undefined) return sentence({ system, clock: system.clock ?? 'free', counterexample })
  if (hit !== undefined) return `Nothing was found so far: ${boundSentence(hit)}.`
  return `All ${count(states, 'state')} were explored, and every property holds.`
}

function findingPage(
  { system, replay, others }: Shown,
  charts: Charts,
  clock: Clock,
  counterexample: Counterexample,
  fatal: number | undefined,
): FindingPage {
  const { property, violation, steps, loop } = counterexample
  const explanation = 'explanation' in violation ? violation.explanation : undefined
  const executed = hasExecution(counterexample)
  return {
    property: shownText(property),
    headline: headline(counterexample),
    sentence: sentence({ system, clock, counterexample }),
    core: explanation?.core.map(shownText) ?? [],
    victims: explanation?.victims.map(shownText) ?? [],
    cycle: explanation?.cycle.map(({ from, kind, to }) => ({ from: shownText(from), kind, to: shownText(to) })) ?? [],
    fatal,
    loop: loop === steps.length ? undefined : loop,
    replay: replay(counterexample),
    recording: executed ? recordingOf(system, clock, steps, charts.of) : undefined,
    compared: executed ? others.map((other) => compared(other, clock, steps)) : [],
  }
}
