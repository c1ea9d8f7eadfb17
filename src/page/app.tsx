import { useEffect, useState } from 'preact/hooks'
import type { PageData } from '../report/page/data.ts'
import { Overview } from './overview.tsx'
import type { Go, Route } from './route.ts'
import { formatRoute, HOME, parseRoute } from './route.ts'
import { System } from './system.tsx'

const THEMES = ['auto', 'light', 'dark'] as const

function useRoute(only: string): readonly [Route, Go] {
  const read = (): Route => {
    const route = parseRoute(location.hash)
    return location.hash.length > 1 ? route : { ...route, system: only }
  }
  const [route, setRoute] = useState(read)
  useEffect(() => {
    const changed = (): void => setRoute(read())
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  const go: Go = (to) => {
    setRoute((before) => {
      const after = { ...before, ...(typeof to === 'function' ? to(before) : to) }
      history.replaceState(null, '', formatRoute(after))
      return after
    })
  }
  return [route, go]
}

/** The page. */
export function App({ data }: { data: PageData }) {
  const [route, go] = useRoute(data.systems.length === 1 ? data.systems[0].name : '')
  const [theme, setTheme] = useState<(typeof THEMES)[number]>('auto')
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  const system = data.systems.find(({ name }) => name === route.system)
  useEffect(() => {
    document.title = system === undefined ? 'interlock' : `${system.name}: ${system.verdict}`
  }, [system])
  return (
    <>
      <header>
        <a class="brand" href={formatRoute({ ...HOME, show: '' })}>
          interlock
        </a>
        <span class="quiet">
          {data.live
            ? 'explores on demand'
            : `report of ${data.systems.length} ${data.systems.length === 1 ? 'system' : 'systems'}`}
        </span>
        <label>
          theme{' '}
          <select
            value={theme}
            onChange={({ currentTarget }) => setTheme(currentTarget.value as (typeof THEMES)[number])}
          >
            {THEMES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </header>
      {system === undefined ? (
        <Overview data={data} route={route} go={go} />
      ) : (
        <System key={system.name} data={data} system={system} route={route} go={go} />
      )}
      <footer class="quiet">interlock {data.interlock}. Arrow keys step, links keep the view.</footer>
    </>
  )
}
