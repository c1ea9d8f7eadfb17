import type { Asked } from './server.ts'

/** A request by method and path, as curl makes it. */
export interface Requested extends Asked {
  readonly text: string
  /** The HTTP status when all is well. */
  readonly status: number
}

interface Known {
  readonly route: Asked['route']
  readonly status: number
  /** The query that the route has; others make no difference, or there are none. */
  readonly query?: string
}

const known = (route: Asked['route'], status = 200, query?: string): Known =>
  query === undefined ? { route, status } : { route, status, query }

/** What the miniature serves. */
const PATHS: Readonly<Record<string, Known>> = {
  'GET /': known('simple'),
  'GET /capabilities': known('simple'),
  'GET /nope': known('simple', 404),
  'GET /actors/alice/outbox': known('kernel'),
  'GET /actors/alice': known('actor'),
  'POST /actors/alice/inbox': known('inbox', 202),
  'POST /actors/alice/outbox': known('deliver'),
  'POST /actors/alice/outbox?unsigned': known('deliver-unsigned'),
  'POST /actors/alice/outbox-kernel': known('publish'),
  'POST /actors/alice/outbox-deferred': known('publish-deferred'),
  'GET /boom': known('boom', 500),
  'GET /boom-after': known('boom-after', 500),
  'GET /loopback': known('loopback'),
  'GET /self-http-kernel': known('self-http'),
  'GET /mutual': known('mutual'),
  'GET /wait': known('wait'),
  'POST /release': known('release'),
  'GET /crash-kernel': known('crash', 500),
  'GET /slow': known('slow', 200, '1200'),
  'GET /slow-then-tip': known('slow-then-tip', 200, '600'),
}

/** The requests that the models know, for whoever mistypes one. */
export const knownRequests: readonly string[] = Object.keys(PATHS).map((key) => key.replace(/^GET /, ''))

/** A request without credentials is refused before anything else: a plain route. */
const UNAUTHENTICATED: Known = { route: 'simple', status: 401 }

/** What nobody serves. */
const UNKNOWN: Known = { route: 'simple', status: 404 }

const expectation = (status: number): 'ok' | 'error' => (status === 500 ? 'error' : 'ok')

/**
 * The request that a text stands for: `[METHOD] [@2]PATH [unauthenticated]`; `@2` asks the second instance. `answer` is
 * the HTTP status that was seen, if one was: an unknown path that answered 404 is one that nobody serves.
 *
 * @returns `undefined` when nothing of the models serves it.
 */
export function requestNamed(text: string, answer = ''): Requested | undefined {
  const match = /^(?:(GET|POST)\s+)?(?:(@2)\s*)?(\/\S*)(\s+unauthenticated)?$/.exec(text)
  if (match === null) return undefined
  const [, method = 'GET', second, path, bare] = match
  const [plain, query] = path.split('?')
  const key = `${method} ${plain}`
  const exact = `${method} ${path}`
  const named = Object.hasOwn(PATHS, exact) ? PATHS[exact] : Object.hasOwn(PATHS, key) ? PATHS[key] : undefined
  const fits = named?.query === undefined || query === undefined || query === named.query
  const refused = bare !== undefined || (answer === '401' && method === 'POST')
  const served = fits ? named : undefined
  const found = refused ? UNAUTHENTICATED : (served ?? (answer === '404' ? UNKNOWN : undefined))
  return (
    found && {
      text,
      route: found.route,
      status: found.status,
      expects: expectation(found.status),
      ...(second === undefined ? {} : { side: 1 as const }),
    }
  )
}
