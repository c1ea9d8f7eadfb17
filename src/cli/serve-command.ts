import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { spaceOf } from '../engine/observed.ts'
import type { Space } from '../engine/space.ts'
import type { System } from '../engine/system.ts'
import { inertJson } from '../report/export/json.ts'
import { chartsOf } from '../report/page/chart.ts'
import type { Explored, Recording } from '../report/page/data.ts'
import { exploredAlong } from '../report/page/explored.ts'
import { html } from '../report/page/html.ts'
import { pageData } from '../report/page/page.ts'
import { Recorder, shownText } from '../report/page/record.ts'
import { bundle } from './bundle.ts'
import { EXIT, UsageError } from './io.ts'
import { without } from './judge.ts'
import type { SearchOptions } from './options.ts'
import { checkAll, pagesOf } from './report-command.ts'
import type { Session } from './session.ts'
import { interruptOf } from './supervise.ts'
import { targets } from './target.ts'

/** The options of `sim serve`. */
export interface ServeOptions extends SearchOptions {
  readonly port: number
}

const LOOPBACK = '127.0.0.1'
/** Executions longer than this are not made on demand. */
const LONGEST = 20_000

/** What is answered to a request. */
interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

function refusal(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` }
}

/** The execution of these choices from the start. */
function executed(system: System, choices: readonly number[]): Recording | undefined {
  const recorder = new Recorder(system, system.clock ?? 'free', chartsOf(system).of)
  for (const choice of choices) {
    if (recorder.execution.enabled[choice] === undefined) return undefined
    recorder.take(choice, 0)
  }
  return recorder.recording()
}

/** A system that is served; its space remembers what was explored. */
interface Served {
  readonly system: System
  readonly space: Space
}

/** What is answered for the choices of a question: an execution, or the states along it. */
type Made = (served: Served, choices: readonly number[]) => Recording | Explored | undefined

const MADE: Readonly<Record<string, Made>> = {
  '/execution': ({ system }, choices) => executed(system, choices),
  '/states': ({ space }, choices) => exploredAlong(space, choices),
}

function made(make: Made, asked: URLSearchParams, systems: ReadonlyMap<string, Served>): Answer {
  const system = systems.get(asked.get('system') ?? '')
  if (system === undefined) return refusal(404, 'no such system')
  const given = asked.get('choices') ?? ''
  if (!/^(\d+(\.\d+)*)?$/.test(given)) return refusal(400, 'choices are numbers, joined by dots')
  const choices = given === '' ? [] : given.split('.').map(Number)
  if (choices.length > LONGEST) return refusal(400, `at most ${LONGEST} choices`)
  const answered = make(system, choices)
  if (answered === undefined) return refusal(400, 'such a step cannot be taken')
  return { status: 200, type: 'application/json', body: inertJson(answered) }
}

/**
 * Answers a request. Only to the loopback's own names, so that no page of another site that gets its name to lead here can
 * read along; and only to GET, as nothing is ever written.
 */
function answer(request: IncomingMessage, port: number, page: string, systems: ReadonlyMap<string, Served>): Answer {
  const hosts = [`${LOOPBACK}:${port}`, `localhost:${port}`]
  if (!hosts.includes(request.headers.host ?? '')) return refusal(403, `ask ${hosts.join(' or ')}`)
  if (request.method !== 'GET') return refusal(405, 'only GET')
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`)
  if (url.pathname === '/') return { status: 200, type: 'text/html; charset=utf-8', body: page }
  const make = Object.hasOwn(MADE, url.pathname) ? MADE[url.pathname] : undefined
  if (make !== undefined) return made(make, url.searchParams, systems)
  return refusal(404, 'nothing here')
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  response.end(body)
}

/** `sim serve [system | file]…` */
export async function serveCommand(names: readonly string[], options: ServeOptions, session: Session): Promise<number> {
  const interrupt = interruptOf(session.io)
  const asked = without(await targets(names, session), options.check)
  const done = await checkAll(asked, options, session, interrupt).finally(interrupt.release)
  if (interrupt.asked) return EXIT.interrupted
  const page = html(pageData(pagesOf(done, session), true), bundle())
  const systems = new Map(
    asked.map(({ system }) => [shownText(system.name), { system, space: spaceOf(system, system.clock ?? 'free') }]),
  )
  return serving(options.port, session, (request, port) => answer(request, port, page, systems))
}

/** Listens until the user interrupts, which is how it ends as it should. */
function serving(
  port: number,
  { io, print }: Session,
  answered: (request: IncomingMessage, port: number) => Answer,
): Promise<number> {
  const server = createServer((request, response) => {
    const bound = (server.address() as AddressInfo).port
    try {
      send(response, answered(request, bound))
    } catch (error) {
      send(response, refusal(500, error instanceof Error ? error.message : String(error)))
    }
  })
  return new Promise((resolve, reject) => {
    const release = io.onInterrupt(() => {
      release()
      server.close(() => resolve(EXIT.expected))
      server.closeAllConnections()
    })
    server.on('error', (error: NodeJS.ErrnoException) => {
      release()
      const taken =
        error.code === 'EADDRINUSE' ? 'another program listens there; choose another, or 0 for any' : error.message
      reject(new UsageError(`cannot listen on port ${port}: ${taken}`))
    })
    server.listen(port, LOOPBACK, () => {
      print(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}/\nCtrl-C ends it.\n`)
    })
  })
}
