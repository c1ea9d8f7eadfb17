import type { Chart, Presence } from '../report/page/data.ts'
import { Statechart } from './statechart.tsx'
import type { Timeline } from './timeline.ts'
import { WAIT_WORDS } from './timeline.ts'

function waitsText(presence: Presence): string {
  return presence.waits.map(({ kind, to }) => `${WAIT_WORDS[kind]} ${to}`).join(', ')
}

function mailText({ mailbox }: Presence): string {
  return mailbox.map(({ type }) => type).join(', ')
}

function timersText({ timers }: Presence): string {
  return timers.map(({ type, remaining }) => `${type} in ${remaining} ms`).join(', ')
}

/** Everyone's state, mailbox, timers and waits after a step; what the step has changed stands out. */
export function Actors({
  timeline,
  step,
  chosen,
  onChoose,
}: {
  timeline: Timeline
  step: number
  chosen: string
  onChoose: (actor: string) => void
}) {
  const { actors } = timeline.recording
  const now = timeline.at(step)
  const before = timeline.at(step - 1)
  const timed = timeline.recording.presences.some(({ timers }) => timers.length > 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-label="Actors">
      <table class="actors">
        <thead>
          <tr>
            <th scope="col">Actor</th>
            <th scope="col">State</th>
            <th scope="col">Waits</th>
            <th scope="col">Mailbox</th>
            {timed && <th scope="col">Timers</th>}
          </tr>
        </thead>
        <tbody>
          {actors.map(({ name }, at) => {
            const presence = now[at]
            const changed = step > 0 && presence !== before[at]
            return (
              <tr key={name} class={`${changed ? 'changed' : ''}${name === chosen ? ' chosen' : ''}`}>
                <th scope="row">
                  <button type="button" aria-pressed={name === chosen} onClick={() => onChoose(name)}>
                    {name}
                  </button>
                </th>
                <td data-actor={name}>
                  {changed && before[at] !== undefined && before[at]?.state !== presence?.state && (
                    <s>{before[at]?.state}</s>
                  )}{' '}
                  {presence?.state || (presence === undefined ? 'absent' : presence.status)}
                </td>
                <td>{presence && waitsText(presence)}</td>
                <td>{presence && mailText(presence)}</td>
                {timed && <td>{presence && timersText(presence)}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** One actor in full: its statechart, its mailbox, timers and context. */
export function ActorDetail({
  timeline,
  step,
  charts,
  actor,
}: {
  timeline: Timeline
  step: number
  charts: readonly Chart[]
  actor: string
}) {
  const at = timeline.recording.actors.findIndex(({ name }) => name === actor)
  const presence = timeline.at(step)[at]
  const { chart: index = -1, standsFor = [] } = timeline.recording.actors[at] ?? {}
  const chart = charts[index]
  return (
    <section class="panel" aria-label={`The statechart of ${actor}`}>
      <h3>
        {actor} <span class="quiet">{presence === undefined ? 'does not exist yet' : presence.state}</span>
      </h3>
      {standsFor.length > 0 && (
        <p class="quiet source">
          stands for{' '}
          {standsFor.map((text, at) => (
            <span key={text}>
              {at > 0 && '; '}
              <code>{text}</code>
            </span>
          ))}
        </p>
      )}
      {presence !== undefined && presence.context !== '' && (
        <details>
          <summary>context</summary>
          <pre>{presence.context}</pre>
        </details>
      )}
      {chart === undefined ? (
        <p class="quiet">No machine to draw.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class="scroll chartbox" tabIndex={0} aria-label={`Drawing of ${actor}`}>
          <Statechart chart={chart} active={presence?.active ?? []} name={actor} />
        </section>
      )}
    </section>
  )
}
