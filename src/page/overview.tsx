import type { PageData, SystemPage } from '../report/page/data.ts'
import type { Go, Route } from './route.ts'
import { formatRoute, HOME } from './route.ts'

const SHOWS = ['violated', 'verified', 'inconclusive', 'replayed'] as const

/** A verdict as a badge. */
export function Badge({ system }: { system: SystemPage }) {
  return <span class={`badge ${system.standing}`}>{system.verdict}</span>
}

function matches({ name, sentence, about, verdict, findings }: SystemPage, words: string): boolean {
  const text = [name, sentence, about, verdict, ...findings.map(({ property }) => property)].join(' ').toLowerCase()
  return words
    .toLowerCase()
    .split(' ')
    .every((word) => text.includes(word))
}

function Tally({ systems }: { systems: readonly SystemPage[] }) {
  return (
    <ul class="tally">
      {SHOWS.map((standing) => {
        const number = systems.filter((system) => system.standing === standing).length
        return number === 0 ? null : (
          <li key={standing} class={standing}>
            <strong>{number}</strong> {standing}
          </li>
        )
      })}
    </ul>
  )
}

/** All verdicts at a glance. */
export function Overview({ data, route, go }: { data: PageData; route: Route; go: Go }) {
  const found = data.systems.filter(
    (system) => matches(system, route.search) && (route.show === '' || system.standing === route.show),
  )
  const present = SHOWS.filter((standing) => data.systems.some((system) => system.standing === standing))
  return (
    <main>
      <h1>Verdicts</h1>
      <Tally systems={data.systems} />
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Search{' '}
          <input
            type="search"
            value={route.search}
            onInput={({ currentTarget }) => go({ search: currentTarget.value })}
            placeholder="name, actor, property"
          />
        </label>
        <label>
          Show{' '}
          <select value={route.show} onChange={({ currentTarget }) => go({ show: currentTarget.value })}>
            <option value="">all</option>
            {present.map((standing) => (
              <option key={standing} value={standing}>
                {standing}
              </option>
            ))}
          </select>
        </label>
        <span class="quiet" role="status">
          {found.length} of {data.systems.length}
        </span>
      </form>
      <ul class="cards">
        {found.map((system) => (
          <li key={system.name} class={`card ${system.standing}`}>
            <div class="line">
              <a href={formatRoute({ ...HOME, system: system.name })}>{system.name}</a>
              <Badge system={system} />
              {system.asExpected === true && <span class="quiet">as expected</span>}
              {system.asExpected === false && <span class="unexpected">not as expected</span>}
              {system.size !== undefined && (
                <span class="quiet size">{system.size.states.toLocaleString('en')} states</span>
              )}
            </div>
            <p>{system.sentence}</p>
            {system.about !== '' && <p class="quiet">{system.about}</p>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p>Nothing fits. Search for less, or show all.</p>}
    </main>
  )
}
