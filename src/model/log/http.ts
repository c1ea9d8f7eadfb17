import type { Code, Message } from './ask.ts'
import { ANY, log, receive } from './ask.ts'
import { blockingEnter, blockingLeave, lock, self, send, unlock } from './memory.ts'
import { hostSend } from './runtime.ts'
import type { World } from './world.ts'

/** Where an outbound request goes: to the server itself, or to its peer. */
export interface Target {
  readonly own: boolean
  readonly path: string
}

/** The status when nobody answers. */
const FAILED = 599

function isUrl(w: World, { own, path }: Target, url: unknown): boolean {
  const match = /^http:\/\/127\.0\.0\.1:(\d+)(\/.*)$/.exec(String(url))
  if (match === null || match[2] !== path) return false
  return w.port === null || own === (Number(match[1]) === w.port)
}

/** `do_fetch`: returns the status that the other side answered. */
function* fetch(w: World, target: Target): Code<number> {
  const out = yield* log('http.out', { url: (url) => isUrl(w, target, url) })
  const url = out.fields.url
  let failed = false
  for (;;) {
    const { op, fields } = (yield {
      kind: 'event',
      offers: [
        ...(failed ? [] : [{ op: 'http.out.error', fields: { exn: ANY } }]),
        {
          op: 'http.out.done',
          fields: { url, status: failed ? FAILED : (value: unknown) => Number(value) >= 100 && Number(value) < FAILED },
        },
      ],
    }) as { op: string; fields: Record<string, number> }
    if (op === 'http.out.done') return fields.status
    failed = true
  }
}

/** `http_fetch`, as the instance's `--io` has it. */
export function* httpFetch(w: World, target: Target): Code<number> {
  if (w.setup.io === 'async') return yield* fetchAsync(w, target)
  const depth = yield* blockingEnter(w, 'http')
  const saved = w.current
  if (w.setup.io === 'release') yield* unlock(w, w.mtx)
  const status = yield* fetch(w, target)
  if (w.setup.io === 'release') {
    yield* lock(w, w.mtx)
    w.current = saved
  }
  yield* blockingLeave(w, 'http', depth)
  return status
}

/** A helper thread makes the request, and the process waits for its message. */
function* fetchAsync(w: World, target: Target): Code<number> {
  const ref = ++w.refs
  const to = yield* self(w)
  w.start(`http-${++w.helpers}`, helper(w, target, to, ref))
  const accepts = (message: Message): boolean => message.tag === 'http' && message.ref === ref
  const message = yield* receive({ what: `http#${ref}`, accepts, after: null })
  return message?.tag === 'http' ? message.status : FAILED
}

function* helper(w: World, target: Target, to: number, ref: number): Code<void> {
  const status = yield* fetch(w, target)
  yield* lock(w, w.mtx)
  yield* hostSend(w, () => send(w, to, { tag: 'http', ref, status }))
  yield* unlock(w, w.mtx)
}
