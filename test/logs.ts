import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Event = Readonly<Record<string, string | number>>

const RUN = join(import.meta.dirname, 'logs/h2-b-return.seq/log.i1.ndjson')
/** Nanoseconds between two requests. */
const PAUSE = 100_000_000

/** The log of an instance that has served so many requests to `/`, one after another: the first one observed, again and again. */
export function* longLog(requests: number): Generator<string> {
  const observed = readFileSync(RUN, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
  const accepted = observed.flatMap(({ op }, at) => (op === 'http.accept' ? [at] : []))
  const [boot, request] = [observed.slice(0, accepted[0]), observed.slice(accepted[0], accepted[1])]
  yield* boot.map((event) => JSON.stringify(event))
  for (let more = 0; more < requests; more++) {
    const shifted = request.map(({ seq, t, tname, thread, ...rest }) => ({
      seq: Number(seq) + more * request.length,
      t: Number(t) + more * PAUSE,
      ...(tname === 'conn-1' ? { tname: `conn-${1 + more}`, thread: Number(thread) + more } : { tname, thread }),
      ...rest,
      ...(rest.pid === undefined ? {} : { pid: Number(rest.pid) + more }),
      ...(rest.conn === undefined ? {} : { conn: 1 + more }),
    }))
    yield* shifted.map((event) => JSON.stringify(event))
  }
}
