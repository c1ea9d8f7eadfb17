import { assign, setup } from 'xstate'
import type { Property } from '../engine/property.ts'
import { always, observer } from '../engine/property.ts'
import type { SystemState } from '../engine/state.ts'
import type { ExpectedViolation, Scenario } from './expected.ts'
import { FAILED, UNANSWERED } from './expected.ts'
import { parseFlags } from './flags.ts'
import { connection, handler, KERNEL } from './names.ts'
import type { Route } from './routes.ts'
import { sxSystem } from './server.ts'

interface Reads {
  /** The handlers that have read and not yet used it, and those of them whose value has been overwritten since. */
  readonly holding: readonly string[]
  readonly stale: readonly string[]
}

interface Seen {
  type: 'deliver.run' | 'sent.finished'
  /** Who runs. */
  actor: string
  /** Who has finished. */
  from: string
}

const isHandler = (name: string): boolean => name.startsWith('P#')
const without = (names: readonly string[], gone: string): readonly string[] => names.filter((name) => name !== gone)

/**
 * A value that all handlers share, as a ghost: each reads it when it starts, and writes it, by what it has read, when it
 * ends. It comes to a violation when that was overwritten meanwhile. Who `rereads` reads it again whenever it goes on.
 */
function shared(rereads: boolean) {
  return setup({
    types: { context: {} as Reads, events: {} as Seen },
    actions: {
      read: assign({
        holding: ({ context, event }) => [...without(context.holding, event.actor), event.actor].sort(),
        stale: ({ context, event }) =>
          rereads || !context.holding.includes(event.actor) ? without(context.stale, event.actor) : context.stale,
      }),
      write: assign(({ context, event }) => {
        const others = without(context.holding, event.from)
        return { holding: others, stale: others }
      }),
    },
    guards: {
      reads: ({ event }) => isHandler(event.actor),
      writesLate: ({ context, event }) => context.stale.includes(event.from),
      writes: ({ event }) => isHandler(event.from),
    },
  }).createMachine({
    id: 'shared',
    context: { holding: [], stale: [] },
    initial: 'consistent',
    states: {
      consistent: {
        on: {
          'deliver.run': { guard: 'reads', actions: 'read' },
          'sent.finished': [
            { guard: 'writesLate', target: 'overwritten' },
            { guard: 'writes', actions: 'write' },
          ],
        },
      },
      overwritten: { tags: 'violation' },
    },
  })
}

/** What a handler has read when it started is what it finds when it ends. */
export const STILL_TRUE = observer('what was read before a call is still true after it', shared(false))
/** The same of one that reads again after each call. */
export const TRUE_AGAIN = observer('what is read again after a call is still true at the end', shared(true))

const numbers = (n: number): readonly number[] => Array.from({ length: n }, (_, at) => at + 1)

/** Of so many requests at most `limit` have a handler process at a time. */
export function atMostAlive(limit: number, requests: number): Property {
  const handlers = numbers(requests).map(handler)
  const lives = (state: SystemState) => (name: string) => {
    const { value } = state.actor(name)
    return value !== 'absent' && value !== 'Exited'
  }
  return always(`at most ${limit} handlers are alive`, (state) => handlers.filter(lives(state)).length <= limit)
}

/** Whose request the slice serves that a connection thread runs: the thread's own, another one's, or none's. */
function isForeign(state: SystemState, k: number): boolean {
  const { slice } = state.actor(connection(k)).context
  if (slice === null || slice === handler(k)) return false
  const [oldest] = slice === KERNEL ? state.actor(KERNEL).context.mailbox : [{ from: slice }]
  return oldest !== undefined && oldest.from !== handler(k)
}

/** `--pump`: a thread that waits runs what its own request needs, and nothing else. */
export function onOwnThread(requests: number): Property {
  return always('a slice runs on the thread of its own request', (state) =>
    numbers(requests).every((k) => !isForeign(state, k)),
  )
}

/** `--pump`: no thread blocks in the outbound request of another. */
export function notHeldUp(requests: number): Property {
  const heldUp = (state: SystemState, k: number): boolean => {
    const { value } = state.actor(connection(k))
    return Object.hasOwn(Object(Object(value).call), 'fetchingInSlice') && isForeign(state, k)
  }
  return always('no thread blocks in the outbound request of another', (state) =>
    numbers(requests).every((k) => !heldUp(state, k)),
  )
}

const ALWAYS = 'always'
const OVERWRITTEN = 'observed: "overwritten"'

interface Risk {
  readonly name: string
  readonly flags: string
  /** One request each, all at once. */
  readonly routes: readonly Route[]
  readonly about: string
  readonly asks: readonly Property[]
  /** How those fail that do; none: verified. */
  readonly fails: readonly ExpectedViolation[]
  readonly states: number
  /** See `Deployment`. */
  readonly admits?: number
}

function risk({ name, flags, routes, about, asks, fails, states, admits }: Risk): Scenario {
  const [design, hypothesis] = name.split('/')
  const system = () => {
    const server = sxSystem({
      name,
      variants: [parseFlags(flags)[0]],
      phases: [routes.map((route) => [{ route }])],
      parameters: { design, hypothesis, flags },
      ...(admits === undefined ? {} : { admits }),
    })
    return { ...server, properties: [...server.properties, ...asks] }
  }
  return { name, about, shipping: false, system, expected: { violations: fails, states } }
}

const TWO: readonly Route[] = ['kernel', 'kernel']
const CALLERS: readonly Route[] = ['kernel', 'kernel', 'kernel']
const PLAIN: readonly Route[] = ['simple', 'simple', 'simple']

/** What the fixes bring with them, each as a verdict; and what of it a measure takes away again. */
export const riskScenarios: readonly Scenario[] = [
  risk({
    name: 'original-timeout/scheduler-thread/kernel-1',
    flags: '--variant original --gen-timeout 1500',
    routes: ['kernel'],
    about: 'a call timeout breaks the deadlock after its time: the request fails all the same',
    asks: [],
    fails: [FAILED, UNANSWERED],
    states: 119,
  }),
  risk({
    name: 'pattern-a-stale/scheduler-thread/kernel-2',
    flags: '--variant a-yield',
    routes: TWO,
    about: 'another handler runs to its end while a call waits: what was read before is stale after',
    asks: [STILL_TRUE],
    fails: [{ property: STILL_TRUE.name, signature: OVERWRITTEN }],
    states: 1_321,
  }),
  risk({
    name: 'pattern-a-reread/scheduler-thread/kernel-2',
    flags: '--variant a-yield',
    routes: TWO,
    about: 'the same with handlers that read again after a call: nobody runs between that and their end',
    asks: [TRUE_AGAIN],
    fails: [],
    states: 1_293,
  }),
  risk({
    name: 'pattern-b-stale/scheduler-thread/kernel-2',
    flags: '--variant b-spawn',
    routes: TWO,
    about: 'a handler that waits lets others run here too: what it has read before is stale after',
    asks: [STILL_TRUE],
    fails: [{ property: STILL_TRUE.name, signature: OVERWRITTEN }],
    states: 8_739,
  }),
  risk({
    name: 'pattern-b-reread/scheduler-thread/kernel-2',
    flags: '--variant b-spawn',
    routes: TWO,
    about: 'the same with handlers that read again after a call',
    asks: [TRUE_AGAIN],
    fails: [],
    states: 7_137,
  }),
  risk({
    name: 'pattern-a-flood/scheduler-thread/kernel-3',
    flags: '--variant a-yield',
    routes: CALLERS,
    about: 'handlers that wait for the kernel pile up: as many processes as requests',
    asks: [atMostAlive(2, 3)],
    fails: [{ property: 'at most 2 handlers are alive', signature: ALWAYS }],
    states: 13_190,
  }),
  risk({
    name: 'pattern-a-admitted/scheduler-thread/kernel-3',
    flags: '--variant a-yield',
    routes: CALLERS,
    about: 'the same behind a proxy that lets in two requests at once',
    asks: [atMostAlive(2, 3)],
    fails: [],
    states: 17_991,
    admits: 2,
  }),
  risk({
    name: 'pattern-b-flood/scheduler-thread/simple-3',
    flags: '--variant b-spawn',
    routes: PLAIN,
    about: 'handlers pile up before the scheduler has run one, plain routes too: as many processes as requests',
    asks: [atMostAlive(2, 3)],
    fails: [{ property: 'at most 2 handlers are alive', signature: ALWAYS }],
    states: 74_091,
  }),
  risk({
    name: 'pattern-b-admitted/scheduler-thread/simple-3',
    flags: '--variant b-spawn',
    routes: PLAIN,
    about: 'the same behind a proxy that lets in two requests at once',
    asks: [atMostAlive(2, 3)],
    fails: [],
    states: 93_145,
    admits: 2,
  }),
  risk({
    name: 'pattern-a-pump/scheduler-parked/own-thread',
    flags: '--variant a-yield --runner parked --pump',
    routes: TWO,
    about: 'a thread calls the kernel and runs it before it gives the mutex back: nothing is left for another thread',
    asks: [onOwnThread(2)],
    fails: [],
    states: 385,
  }),
  risk({
    name: 'pattern-a-pump/scheduler-parked/slow-kernel',
    flags: '--variant a-yield --runner parked --pump',
    routes: ['slow', 'kernel'],
    about: 'but a kernel that waits in the middle of a call goes on in the thread of another request',
    asks: [onOwnThread(2)],
    fails: [{ property: 'a slice runs on the thread of its own request', signature: ALWAYS }],
    states: 1_297,
  }),
  risk({
    name: 'pattern-b-pump/scheduler-parked/held-up',
    flags: '--variant b-spawn --runner parked --pump',
    routes: ['simple', 'remote'],
    about: 'a plain request runs the handler of another one, and blocks in its outbound request',
    asks: [notHeldUp(2)],
    fails: [{ property: 'no thread blocks in the outbound request of another', signature: ALWAYS }],
    states: 1_363,
  }),
  risk({
    name: 'pattern-b-pump-async/scheduler-parked/held-up',
    flags: '--variant b-spawn --runner parked --pump --io async',
    routes: ['simple', 'remote'],
    about: 'the same with outbound HTTP by helper threads: it still runs there, and holds nobody up',
    asks: [notHeldUp(2)],
    fails: [],
    states: 4_446,
  }),
]
