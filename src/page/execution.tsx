import { useLayoutEffect } from 'preact/hooks'
import type { Chart, FindingPage, GraphPage } from '../report/page/data.ts'
import { ActorDetail, Actors } from './actors.tsx'
import { Compare } from './compare.tsx'
import { GrowingGraph } from './growing-graph.tsx'
import type { Go, Route } from './route.ts'
import { Sequence } from './sequence.tsx'
import { EveryState } from './state-graph.tsx'
import type { Timeline } from './timeline.ts'
import { stepText } from './timeline.ts'
import { WaitGraph } from './wait-graph.tsx'

/** What is shown of an execution. */
export interface ExecutionProps {
  readonly name: string
  readonly finding: FindingPage
  readonly timeline: Timeline
  readonly charts: readonly Chart[]
  readonly graph: GraphPage | undefined
  readonly route: Route
  readonly go: Go
  /** Shows the execution of these choices; where a server explores. */
  readonly onWay: ((choices: readonly number[]) => void) | undefined
}

/** Steps by the arrow keys, wherever nothing else listens to them; listens from the moment that the page is drawn. */
function useKeys(stepBy: (by: number) => void): void {
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const { target, key } = event
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return
      const by: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 }
      if (!(key in by)) return
      event.preventDefault()
      stepBy(by[key])
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  })
}

/** The controls of time travel. */
function Travel({
  timeline,
  step,
  go,
  stepBy,
}: {
  timeline: Timeline
  step: number
  go: (step: number) => void
  stepBy: (by: number) => void
}) {
  const { length } = timeline
  return (
    <div class="travel">
      <button type="button" onClick={() => go(0)} disabled={step === 0} aria-label="To the start">
        |◀
      </button>
      <button type="button" onClick={() => stepBy(-1)} disabled={step === 0} aria-label="One step back">
        ◀
      </button>
      <input
        type="range"
        min={0}
        max={length}
        value={step}
        aria-label="Step"
        aria-valuetext={`${step} of ${length}: ${stepText(timeline, step)}`}
        onInput={({ currentTarget }) => go(Number(currentTarget.value))}
      />
      <button type="button" onClick={() => stepBy(1)} disabled={step === length} aria-label="One step on">
        ▶
      </button>
      <button type="button" onClick={() => go(length)} disabled={step === length} aria-label="To the end">
        ▶|
      </button>
      <output class="here" aria-live="polite">
        <b>
          {step} / {length}
        </b>{' '}
        {stepText(timeline, step)}
      </output>
    </div>
  )
}

function fatalText(step: number, fatal: number): string {
  if (fatal === 0) return 'No schedule avoids the deadlock: it is inevitable from the start.'
  return step >= fatal
    ? `Since step ${fatal} no schedule avoids the deadlock.`
    : `The deadlock can still be avoided; after step ${fatal} it cannot.`
}

/** What the step did besides, and what else could have been done. */
function Around({
  timeline,
  step,
  fatal,
  onOther,
}: {
  timeline: Timeline
  step: number
  fatal: number | undefined
  onOther: ((choice: number) => void) | undefined
}) {
  const { recording, length } = timeline
  const taken = recording.steps[step - 1]
  const next = step < length ? recording.steps[step] : undefined
  const enabled = next?.enabled ?? recording.enabled
  return (
    <section class="panel" aria-label="This step">
      {fatal !== undefined && <p class={step >= fatal ? 'doom reached' : 'doom'}>{fatalText(step, fatal)}</p>}
      {taken !== undefined && taken.notes.length > 0 && (
        <>
          <h3>On this step</h3>
          <ul>
            {taken.notes.map((text, at) => (
              <li key={`${at} ${text}`}>{recording.texts[text]}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{enabled.length === 0 ? 'Nothing can be taken now' : 'Can be taken now'}</h3>
      <ul class="choices">
        {enabled.map((text, choice) => (
          <li key={`${choice} ${text}`} class={next?.choice === choice ? 'taken' : ''}>
            {onOther === undefined ? (
              recording.texts[text]
            ) : (
              <button type="button" onClick={() => onOther(choice)}>
                {recording.texts[text]}
              </button>
            )}
            {next?.choice === choice && <span class="quiet"> is taken next</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function choicesOf({ recording }: Timeline, step: number): readonly number[] {
  return recording.steps.slice(0, step).map(({ choice }) => choice)
}

/** An execution with all that belongs to it. */
export function ExecutionView({ name, finding, timeline, charts, graph, route, go, onWay }: ExecutionProps) {
  const stepOf = (at: Route): number => Math.min(at.step ?? timeline.length, timeline.length)
  const step = stepOf(route)
  const toStep = (to: number): void => go({ step: to })
  const stepBy = (by: number): void =>
    go((before) => ({ step: Math.min(Math.max(0, stepOf(before) + by), timeline.length) }))
  useKeys(stepBy)
  const moved = timeline.recording.steps[step - 1]?.to ?? timeline.recording.steps[0]?.to ?? 0
  const known = timeline.recording.actors.some((actor) => actor.name === route.actor)
  const chosen = known ? route.actor : (timeline.recording.actors[moved]?.name ?? '')
  const choose = (actor: string): void => go({ actor: actor === route.actor ? '' : actor })
  return (
    <>
      <Travel timeline={timeline} step={step} go={toStep} stepBy={stepBy} />
      <div class="split">
        <section aria-label="Schedule">
          {finding.loop !== undefined && (
            <p class="quiet">The steps from {finding.loop + 1} on, with the bar, repeat for ever.</p>
          )}
          <Sequence
            timeline={timeline}
            step={step}
            onStep={toStep}
            core={finding.core}
            fatal={finding.fatal}
            loop={finding.loop}
            title="Schedule"
          />
        </section>
        <div>
          <section class="panel" aria-label="Who waits for whom">
            <h3>Who waits for whom</h3>
            <WaitGraph timeline={timeline} step={step} cycle={finding.cycle} core={finding.core} />
          </section>
          <Around
            timeline={timeline}
            step={step}
            fatal={finding.fatal}
            onOther={onWay && ((choice) => onWay([...choicesOf(timeline, step), choice]))}
          />
        </div>
      </div>
      <div class="split">
        <section class="panel" aria-label="Everyone now">
          <h3>{step === 0 ? 'At the start' : `After step ${step}`}</h3>
          <Actors timeline={timeline} step={step} chosen={chosen} onChoose={choose} />
        </section>
        <ActorDetail timeline={timeline} step={step} charts={charts} actor={chosen} />
      </div>
      {finding.compared.length > 0 && (
        <Compare
          finding={finding}
          timeline={timeline}
          name={name}
          beside={route.beside}
          step={step}
          onStep={toStep}
          onBeside={(beside) => go({ beside })}
        />
      )}
      {graph !== undefined && <EveryState graph={graph} step={step} />}
      {graph === undefined && onWay !== undefined && (
        <section class="panel wide" aria-label="The states so far">
          <h3>The states so far</h3>
          <GrowingGraph system={name} recording={timeline.recording} step={step} onWay={onWay} />
        </section>
      )}
    </>
  )
}
