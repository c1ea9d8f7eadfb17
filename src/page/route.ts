/** What the page shows; kept in the hash, so that a link restores the view. */
export interface Route {
  /** The system; empty for the overview. */
  readonly system: string
  readonly property: string
  /** After how many steps; `undefined` at the end. */
  readonly step: number | undefined
  /** The actor whose statechart is shown; empty for the one that moved. */
  readonly actor: string
  /** The system beside it; empty for none. */
  readonly beside: string
  /** The filters of the overview. */
  readonly search: string
  readonly show: string
}

/** Shows another view; a function is given the view that stands, which may be newer than the one that was drawn. */
export type Go = (to: Partial<Route> | ((before: Route) => Partial<Route>)) => void

/** The overview, unfiltered. */
export const HOME: Route = { system: '', property: '', step: undefined, actor: '', beside: '', search: '', show: '' }

const TEXTS = ['system', 'property', 'actor', 'beside', 'search', 'show'] as const

/** Reads the hash of a link; what it does not say is as on the overview. */
export function parseRoute(hash: string): Route {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const texts = Object.fromEntries(TEXTS.map((name) => [name, given.get(name) ?? '']))
  const step = /^\d{1,9}$/.test(given.get('step') ?? '') ? Number(given.get('step')) : undefined
  return { ...HOME, ...texts, step }
}

/** The hash that leads back to a view. */
export function formatRoute(route: Route): string {
  const said = new URLSearchParams()
  for (const name of TEXTS) if (route[name] !== '') said.set(name, route[name])
  if (route.step !== undefined) said.set('step', String(route.step))
  return `#${said.toString()}`
}
