/** An event of a log: what every one has, and the fields of its `op`. */
export interface LogEvent {
  readonly seq: number
  /** Nanoseconds of a clock of the machine that logged. */
  readonly t: number
  readonly inst: string
  readonly thread: number
  readonly tname: string
  readonly op: string
  readonly fields: Readonly<Record<string, string | number>>
}

/** A field that is a text or a number; `?` marks one that is not always there. */
type Kind = 'text' | 'number' | 'text?' | 'number?'

/** The instrumented operations and their fields. */
export const operations: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  config: { variant: 'text', runner: 'text', io: 'text', pump: 'number', preempt: 'text', gen_timeout: 'number' },
  end: { why: 'text', violations: 'number' },
  'lock.request': { lock: 'text' },
  'lock.acquired': { lock: 'text', by: 'text?' },
  'lock.released': { lock: 'text', by: 'text?' },
  'lock.busy': { lock: 'text' },
  'lock.error': { lock: 'text', exn: 'text' },
  'cond.wait': { cond: 'text', lock: 'text' },
  'cond.woken': { cond: 'text' },
  'cond.signal': { cond: 'text' },
  'cond.broadcast': { cond: 'text' },
  'runtime.enter': { why: 'text', active: 'number' },
  'runtime.leave': { why: 'text', depth: 'number?' },
  violation: { kind: 'text', active: 'number?', other: 'number?', expected: 'number?', got: 'number?' },
  'proc.new': { pid: 'number', name: 'text', driver: 'text' },
  'proc.wait': { pid: 'number', for: 'text' },
  'proc.exit': { pid: 'number', result: 'text', mailbox: 'number' },
  'slice.begin': { pid: 'number', name: 'text' },
  'slice.end': { pid: 'number' },
  'sched.run': { slices: 'number' },
  'sched.idle': {},
  'sched.refused': {},
  'timer.fire': { pid: 'number' },
  'mail.deliver': { to: 'number', len: 'number' },
  'mail.dropped': { to: 'number' },
  'gen.call': { from: 'number', to: 'number', ref: 'number' },
  'gen.handle': { pid: 'number', from: 'number', ref: 'number' },
  'gen.reply': { to: 'number', ref: 'number' },
  'gen.return': { pid: 'number', ref: 'number', got: 'number' },
  'gen.timeout': { pid: 'number', ref: 'number' },
  'sx_call.enter': { pid: 'number' },
  'sx_call.park': { pid: 'number', for: 'text' },
  'sx_call.unpark': { pid: 'number' },
  'sx_call.exit': { pid: 'number', how: 'text' },
  'cell.filled': {},
  'cell.seen_empty': {},
  'http.listen': { port: 'number' },
  'http.accept': { conn: 'number' },
  'http.request': { method: 'text', path: 'text' },
  'http.respond': { path: 'text', status: 'number' },
  'http.sent': {},
  'http.error': { exn: 'text' },
  'http.out': { url: 'text' },
  'http.out.error': { exn: 'text' },
  'http.out.done': { url: 'text', status: 'number' },
  'conn.error': { exn: 'text' },
  'conn.end': {},
}

const COMMON: Readonly<Record<string, Kind>> = {
  seq: 'number',
  t: 'number',
  inst: 'text',
  thread: 'number',
  tname: 'text',
  op: 'text',
}

function fits(value: unknown, kind: Kind): value is string | number {
  return kind.startsWith('text') ? typeof value === 'string' : Number.isInteger(value)
}

/** What is wrong with the fields of an event, if anything is; `unknown` is a name that is not known, of those in `among`. */
export interface Malformed {
  readonly problem: string
  readonly unknown?: string
  readonly among?: readonly string[]
}

type Unchecked = Readonly<Record<string, unknown>>

/** A field that is missing, or of another kind. */
function misfit(fields: Unchecked, kinds: Readonly<Record<string, Kind>>): Malformed | undefined {
  for (const [name, kind] of Object.entries(kinds)) {
    if (fields[name] === undefined && kind.endsWith('?')) continue
    if (fits(fields[name], kind)) continue
    return { problem: `its ${name} must be ${kind.startsWith('text') ? 'a text' : 'an integer'}` }
  }
  return undefined
}

function problemWith(fields: Unchecked): Malformed | undefined {
  const common = misfit(fields, COMMON)
  if (common !== undefined) return common
  const op = fields.op as string
  if (!Object.hasOwn(operations, op)) {
    return { problem: `unknown op '${op}'`, unknown: op, among: Object.keys(operations) }
  }
  const own = operations[op]
  const stray = Object.keys(fields).find((name) => !Object.hasOwn(COMMON, name) && !Object.hasOwn(own, name))
  if (stray !== undefined) {
    return { problem: `unknown field '${stray}' of ${op}`, unknown: stray, among: Object.keys(own) }
  }
  return misfit(fields, own)
}

/** An event as it was logged, or what is wrong with it. */
export function eventOf(value: unknown): LogEvent | Malformed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: 'an event is an object' }
  const all = value as Readonly<Record<string, string | number>>
  const problem = problemWith(all)
  if (problem !== undefined) return problem
  const { seq, t, inst, thread, tname, op, ...fields } = all
  return {
    seq: seq as number,
    t: t as number,
    inst: inst as string,
    thread: thread as number,
    tname: tname as string,
    op: op as string,
    fields,
  }
}
