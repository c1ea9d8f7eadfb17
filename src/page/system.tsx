import { useMemo, useState } from 'preact/hooks'
import type { FindingPage, GraphPage, PageData, Recording, SystemPage } from '../report/page/data.ts'
import { NO_FINDING } from '../report/page/data.ts'
import { ExecutionView } from './execution.tsx'
import { explore } from './live.ts'
import { Badge } from './overview.tsx'
import type { Go, Route } from './route.ts'
import { formatRoute, HOME } from './route.ts'
import { EveryState } from './state-graph.tsx'
import { Timeline } from './timeline.ts'

function Copied({ text }: { text: string }) {
  const [done, setDone] = useState(false)
  const copy = (): void => {
    navigator.clipboard?.writeText(text).then(
      () => setDone(true),
      () => setDone(false),
    )
  }
  return (
    <div class="replay">
      <label>
        Replay <input class="command" readOnly value={text} onFocus={({ currentTarget }) => currentTarget.select()} />
      </label>
      <button type="button" onClick={copy}>
        {done ? 'copied' : 'copy'}
      </button>
    </div>
  )
}

function Roles({ finding }: { finding: FindingPage }) {
  if (finding.core.length === 0) return null
  return (
    <dl class="roles">
      <dt>core</dt>
      <dd>{finding.core.join(', ')}</dd>
      <dt>victims</dt>
      <dd>{finding.victims.length === 0 ? 'none' : finding.victims.join(', ')}</dd>
    </dl>
  )
}

/** What was found, in words. */
function Head({ system, found }: { system: SystemPage; found: FindingPage }) {
  return (
    <>
      <h1>
        {system.name} <Badge system={system} />
      </h1>
      {system.about !== '' && <p class="quiet">{system.about}</p>}
      {system.findings.length > 1 && (
        <nav aria-label="Counterexamples" class="tabs">
          {system.findings.map(({ property, headline }) => (
            <a
              key={property}
              href={formatRoute({ ...HOME, system: system.name, property })}
              aria-current={property === found.property ? 'page' : undefined}
              title={headline}
            >
              {property}
            </a>
          ))}
        </nav>
      )}
      <p class="why">{found.sentence === '' ? system.sentence : found.sentence}</p>
      {system.size !== undefined && (
        <p class="quiet">
          {system.size.states.toLocaleString('en')} states, {system.size.transitions.toLocaleString('en')} transitions,
          depth {system.size.depth}
          {system.size.complete ? '' : ', and not all'}
        </p>
      )}
      <Roles finding={found} />
      {found.replay !== undefined && <Copied text={found.replay} />}
    </>
  )
}

/** One system: its counterexamples, each with its execution. */
export function System({ data, system, route, go }: { data: PageData; system: SystemPage; route: Route; go: Go }) {
  const [explored, setExplored] = useState<{ of: string; recording: Recording } | undefined>(undefined)
  const found = system.findings.find(({ property }) => property === route.property) ?? system.findings[0] ?? NO_FINDING
  const own = explored?.of === system.name ? explored.recording : undefined
  const recording = own ?? found.recording
  const timeline = useMemo(() => recording && new Timeline(recording), [recording])
  const finding = own === undefined ? found : { ...found, fatal: undefined, loop: undefined, compared: [] }
  const take = (choices: readonly number[]): void =>
    explore(system.name, choices, (answer) => {
      setExplored({ of: system.name, recording: answer })
      go({ step: answer.steps.length })
    })
  return (
    <main>
      <p>
        <a href={formatRoute(HOME)}>all verdicts</a>
      </p>
      <Head system={system} found={found} />
      {own !== undefined && (
        <p class="own">
          This is an execution of your own.{' '}
          <button type="button" onClick={() => setExplored(undefined)}>
            back to what was found
          </button>
        </p>
      )}
      {timeline === undefined ? (
        <NoExecution data={data} found={found} graph={system.graph} onStart={() => take([])} />
      ) : (
        <ExecutionView
          name={system.name}
          finding={finding}
          timeline={timeline}
          charts={system.charts}
          graph={own === undefined ? system.graph : undefined}
          route={route}
          go={go}
          onWay={data.live ? take : undefined}
        />
      )}
    </main>
  )
}

function NoExecution({
  data,
  found,
  graph,
  onStart,
}: {
  data: PageData
  found: FindingPage
  graph: GraphPage | undefined
  onStart: () => void
}) {
  return (
    <>
      {found !== NO_FINDING && <p>No schedule shows this: that every reachable state was seen is the evidence.</p>}
      {data.live && (
        <button type="button" onClick={onStart}>
          explore it from the start
        </button>
      )}
      {graph !== undefined && <EveryState graph={graph} step={0} />}
    </>
  )
}
