import { useMemo } from 'preact/hooks'
import type { Compared, FindingPage } from '../report/page/data.ts'
import { Sequence } from './sequence.tsx'
import { Timeline } from './timeline.ts'

/** Another design beside this one, under the same schedule, until it cannot take the next step. */
export function Compare({
  finding,
  timeline,
  name,
  beside,
  step,
  onStep,
  onBeside,
}: {
  finding: FindingPage
  timeline: Timeline
  name: string
  beside: string
  step: number
  onStep: (step: number) => void
  onBeside: (system: string) => void
}) {
  const other = finding.compared.find(({ system }) => system === beside)
  return (
    <section class="panel wide">
      <h3>The same schedule in another design</h3>
      <label>
        beside {name}:{' '}
        <select value={beside} onChange={({ currentTarget }) => onBeside(currentTarget.value)}>
          <option value="">none</option>
          {finding.compared.map(({ system }) => (
            <option key={system} value={system}>
              {system}
            </option>
          ))}
        </select>
      </label>
      {other !== undefined && (
        <Beside other={other} timeline={timeline} name={name} step={step} onStep={onStep} core={finding.core} />
      )}
    </section>
  )
}

function Beside({
  other,
  timeline,
  name,
  step,
  onStep,
  core,
}: {
  other: Compared
  timeline: Timeline
  name: string
  step: number
  onStep: (step: number) => void
  core: readonly string[]
}) {
  const second = useMemo(() => new Timeline(other.recording), [other])
  const at = Math.min(step, second.length)
  const { actors, texts, enabled } = other.recording
  const [mine, theirs] = [timeline.at(at), second.at(at)]
  const names = [...new Set([...timeline.recording.actors, ...actors].map((actor) => actor.name))]
  const stateOf = (line: Timeline, state: typeof mine, actor: string): string =>
    state[line.recording.actors.findIndex((known) => known.name === actor)]?.state ?? '–'
  return (
    <>
      <p class={step >= second.length ? 'parting reached' : 'parting'}>
        {other.missing === undefined ? (
          <>It can take every step of this schedule.</>
        ) : (
          <>
            They part after step {second.length}: here <q>{other.missing}</q> cannot be taken
            {enabled.length > 0 && <>, but {enabled.map((text) => texts[text]).join(' or ')}</>}.
          </>
        )}
      </p>
      <div class="pair">
        <div>
          <h4>{name}</h4>
          <Sequence
            timeline={timeline}
            step={step}
            onStep={onStep}
            core={core}
            fatal={undefined}
            title={`Steps of ${name}`}
          />
        </div>
        <div>
          <h4>{other.system}</h4>
          <Sequence
            timeline={second}
            step={at}
            onStep={onStep}
            core={[]}
            fatal={undefined}
            title={`Steps of ${other.system}`}
          />
        </div>
      </div>
      <table class="actors">
        <caption>After step {at}</caption>
        <thead>
          <tr>
            <th scope="col">Actor</th>
            <th scope="col">{name}</th>
            <th scope="col">{other.system}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((actor) => {
            const [here, there] = [stateOf(timeline, mine, actor), stateOf(second, theirs, actor)]
            return (
              <tr key={actor} class={here === there ? '' : 'changed'}>
                <th scope="row">{actor}</th>
                <td>{here}</td>
                <td>{there}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}
