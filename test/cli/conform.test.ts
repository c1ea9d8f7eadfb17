import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { Freedom } from '../../src/model/log/conformance.ts'
import { Conformance } from '../../src/model/log/conformance.ts'
import { eventOf, operations } from '../../src/model/log/event.ts'
import { sim } from './sim.ts'

const LOGS = join(import.meta.dirname, '../logs')
const runs = readdirSync(LOGS).sort()

const logsOf = (run: string): readonly string[] =>
  readdirSync(join(LOGS, run))
    .sort()
    .map((name) => join(LOGS, run, name))

type Event = Record<string, string | number>

const eventsOf = (run: string, name = 'log.i1.ndjson'): Event[] =>
  readFileSync(join(LOGS, run, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)

function written(...logs: readonly (readonly Event[] | string)[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-'))
  return logs.map((log, at) => {
    const file = join(folder, `log.i${at + 1}.ndjson`)
    writeFileSync(file, typeof log === 'string' ? log : `${log.map((event) => JSON.stringify(event)).join('\n')}\n`)
    return file
  })
}

/** The events with their order numbers made whole again. */
const renumbered = (events: readonly Event[]): Event[] => events.map((event, at) => ({ ...event, seq: at + 1 }))

const where = (events: readonly Event[], op: string, fields: Event = {}): number =>
  events.findIndex((event) => event.op === op && Object.entries(fields).every(([name, value]) => event[name] === value))

describe('sim conform', () => {
  test.each(runs)('%s is a behaviour of the model', async (run) => {
    const { code, out } = await sim(['conform', '--json', ...logsOf(run)])
    const { logs } = JSON.parse(out) as { logs: { verdict: string; prefix: boolean }[] }
    expect(logs.map(({ verdict, prefix }) => `${verdict}${prefix ? ' prefix' : ''}`)).toEqual(
      logsOf(run).map(() => 'accepted'),
    )
    expect(code).toBe(0)
  })

  it('says what was under way at the end: the deadlock', async () => {
    const { out } = await sim(['conform', ...logsOf('b-wait-locked.seq')])
    expect(out.replace(/\s+/g, ' ')).toContain('sched: lock.acquired (lock mtx, by cond), but mtx is held by conn-1')
  })

  it('names the first event that nothing explains, why, and what the model allows there', async () => {
    const events = eventsOf('a-yield.conc4-mixed')
    const at = where(events, 'gen.reply')
    const { code, out } = await sim(['conform', ...written(renumbered(events.toSpliced(at, 1)))])
    expect(code).toBe(1)
    expect(out).toContain(`line ${at + 1}: refused`)
    expect(out.replace(/\s+/g, ' ')).toContain(
      'sched: mail.deliver (to 4, len 1). No execution explains it: sched does not log mail.deliver there. What the model allows there: sched: gen.reply (to 4, ref 1)',
    )
  })

  it('refuses a mutex that two threads hold, a wake-up without a signal, and an answer to another call', async () => {
    const events = eventsOf('a-yield.conc4-mixed')
    const problem = async (changed: readonly Event[]): Promise<string> => {
      const { out } = await sim(['conform', '--json', ...written(renumbered(changed))])
      return JSON.parse(out).logs[0].refusal?.problem
    }
    const released = where(events, 'lock.released', { tname: 'conn-1' })
    const taken = where(events, 'lock.acquired', { tname: 'sched', by: 'cond' })
    const early = [...events.toSpliced(taken, 1).toSpliced(released, 0, events[taken])]
    expect(await problem(early)).toBe('mtx is held by conn-1')
    const signalled = where(events, 'cond.signal', { tname: 'conn-1' })
    expect(await problem(events.toSpliced(signalled, 1))).toContain('conn-1 does not log proc.wait there')
    const back = where(events, 'gen.return')
    expect(await problem(events.with(back, { ...events[back], got: 99 }))).toBe('its got differs')
    const status = where(events, 'http.respond')
    expect(await problem(events.with(status, { ...events[status], status: 500 }))).toBe('its status differs')
  })

  it('takes a log that stops early for a prefix, and says so', async () => {
    const events = eventsOf('a-yield.conc4-mixed').slice(0, 60)
    const early = await sim(['conform', ...written(events)])
    expect(early).toMatchObject({ code: 0, err: '' })
    expect(early.out.replace(/\s+/g, ' ')).toContain(
      'it stops early; what is there is a behaviour of the model (a prefix)',
    )
    const text = events.map((event) => JSON.stringify(event)).join('\n')
    const torn = await sim(['conform', ...written(text.slice(0, -20))])
    expect(torn).toMatchObject({ code: 0, err: '' })
    expect(torn.out.replace(/\s+/g, ' ')).toContain('it stops in the middle of line 60')
  })

  it('compares no clocks of different instances', async () => {
    const [one, two] = ['log.i1.ndjson', 'log.i2.ndjson'].map((name) => eventsOf('b-spawn-async.fed-handler', name))
    const skewed = two.map((event) => ({ ...event, t: Number(event.t) - 3_000_000_000 }))
    expect((await sim(['conform', ...written(one, skewed)])).code).toBe(0)
  })

  it('refuses an answer that the other instance never gave', async () => {
    const [one, two] = ['log.i1.ndjson', 'log.i2.ndjson'].map((name) => eventsOf('b-spawn-async.fed-handler', name))
    const at = where(one, 'http.out.done')
    // 401 would be the answer to a delivery whose signature is wrong, and a 502 to the client.
    const respond = where(one, 'http.respond', { path: '/actors/alice/outbox' })
    const lied = one.with(at, { ...one[at], status: 401 }).with(respond, { ...one[respond], status: 502 })
    const { code, out } = await sim(['conform', ...written(lied, two)])
    expect(code).toBe(1)
    expect(out).toContain('An answer that nobody gave')
    expect((await sim(['conform', ...written(lied)])).code).toBe(0)
  })

  it('says of a design without a mutex how far its log can be held to anything', async () => {
    const { out } = await sim(['conform', ...logsOf('a-naive-yield.conc8-kernel')])
    expect(out).toContain('No mutex serialises this runtime')
  })
})

describe('a log with one event removed, swapped or altered', () => {
  /** Events that may be the last of their thread: without them it is still under way. */
  const LAST = /^(conn\.end|end|lock\.re(quest|leased)|http\.(out|sent)|runtime\.leave|cond\.wait)$/
  const small = runs.filter((run) => !run.startsWith('a-naive') && eventsOf(run).length < 160)

  /** What was changed in a log: which event, and how; `why` says by what reasons the change may be a behaviour. */
  interface Mutant {
    readonly name: string
    readonly events: readonly Event[]
    readonly excused: (accepted: { readonly freedoms: readonly Freedom[]; readonly next: readonly string[] }) => boolean
  }

  /** Follows events; what it came to, `undefined` when it is refused. */
  function followed(changed: readonly Event[]): Conformance | undefined {
    const read = renumbered(changed).map((event) => eventOf(event))
    const conformance = new Conformance()
    const refused = read.some((event, index) => {
      if ('problem' in event) return true
      const next = read[index + 1]
      return conformance.push(event, next === undefined || 'problem' in next ? undefined : next) !== undefined
    })
    return refused ? undefined : conformance
  }

  /** How many of the logs' mutants are refused; of the others the names, and of those the ones without a reason. */
  function mutants(change: (events: readonly Event[], at: number) => readonly Mutant[]) {
    const [survivors, unexcused]: [string[], string[]] = [[], []]
    let killed = 0
    for (const run of small) {
      const events = eventsOf(run)
      for (const { name, events: changed, excused } of events.flatMap((_, at) => change(events, at))) {
        const conformance = followed(changed)
        if (conformance === undefined) {
          killed++
          continue
        }
        survivors.push(name)
        const next = conformance.pending().map(({ thread, op }) => `${thread} ${op}`)
        if (!excused({ freedoms: conformance.freedoms, next })) unexcused.push(`${run} ${name}`)
      }
    }
    return { killed, survivors, unexcused, ratio: killed / (killed + survivors.length) }
  }

  it('removed: refused, but for the last events of threads, which then are still under way', () => {
    const { survivors, unexcused, ratio } = mutants((events, at) => {
      const { op, tname } = events[at]
      const mutant = { name: String(op), events: events.toSpliced(at, 1) }
      return [{ ...mutant, excused: ({ next }) => op === 'end' || next.includes(`${tname} ${op}`) }]
    })
    expect(survivors.filter((op) => !LAST.test(op))).toEqual([])
    expect(unexcused).toEqual([])
    expect(ratio).toBeGreaterThan(0.93)
  })

  it('swapped with the next one of its thread: refused', () => {
    const { killed, survivors } = mutants((events, at) => {
      const next = events[at + 1]
      if (next === undefined || next.tname !== events[at].tname) return []
      const swapped = events.toSpliced(at, 2, next, events[at])
      return [{ name: `${events[at].op} ${next.op}`, events: swapped, excused: () => false }]
    })
    expect(survivors).toEqual([])
    expect(killed).toBeGreaterThan(500)
  })

  it('swapped with the next one of another thread: refused where one has to come first', () => {
    const inOrder = (one: Event, other: Event): boolean =>
      (one.op === 'lock.released' && other.op === 'lock.acquired' && one.lock === 'mtx' && other.lock === 'mtx') ||
      (one.op === 'http.accept' && other.tname === `conn-${one.conn}`)
    const { killed, survivors, unexcused } = mutants((events, at) => {
      const next = events[at + 1]
      if (next === undefined || next.tname === events[at].tname) return []
      const name = inOrder(events[at], next) ? 'in order' : 'free'
      const excused: Mutant['excused'] = ({ freedoms }) =>
        freedoms.some(({ seq, why }) => seq === at + 2 && why === 'order')
      return [{ name, events: events.toSpliced(at, 2, next, events[at]), excused }]
    })
    expect(survivors).not.toContain('in order')
    expect(unexcused).toEqual([])
    expect(killed).toBeGreaterThan(20)
  })

  it('what is said to be free to come before another thread’s event can: the log as far as that is a behaviour', () => {
    let claimed = 0
    for (const run of small) {
      const events = eventsOf(run)
      for (const { seq, why } of followed(events)?.freedoms ?? []) {
        if (why !== 'order') continue
        claimed++
        expect(followed([...events.slice(0, seq - 2), events[seq - 1]]), `${run} ${seq}`).toBeDefined()
      }
    }
    expect(claimed).toBeGreaterThan(50)
  })

  it('altered in one field: refused, but where nothing in the log depends on it', () => {
    const free =
      /^(http\.request (method|path)|http\.listen port|http\.out url|conn\.error exn|http\.out\.error exn|http\.out\.done status|config (pump|gen_timeout|io|preempt)|end thread)$/
    const { survivors, unexcused, ratio } = mutants((events, at) =>
      Object.entries(events[at]).flatMap(([name, value]): readonly Mutant[] => {
        if (name === 'seq' || name === 't') return []
        const altered = { ...events[at], [name]: typeof value === 'number' ? value + 1 : `${value}x` }
        const excused: Mutant['excused'] = ({ freedoms }) =>
          freedoms.some(({ seq, field }) => seq === at + 1 && field === name)
        return [{ name: `${events[at].op} ${name}`, events: events.with(at, altered), excused }]
      }),
    )
    expect([...new Set(survivors.filter((field) => !free.test(field)))]).toEqual([])
    expect(unexcused).toEqual([])
    expect(ratio).toBeGreaterThan(0.98)
  })
})

describe('sim conform refuses, naming the line,', () => {
  const events = eventsOf('a-yield.loopback')
  const changed = (at: number, change: Record<string, unknown>): string =>
    events.map((event, index) => JSON.stringify(index === at ? { ...event, ...change } : event)).join('\n')
  it.each<[string, string, string]>([
    ['what is not JSON', `${JSON.stringify(events[0])}\n{"seq":\n${JSON.stringify(events[1])}`, 'line 2: is not JSON'],
    ['what is no event', '[1]', 'line 1: an event is an object'],
    [
      'an unknown op',
      changed(3, { op: 'lock.reqest' }),
      "line 4: unknown op 'lock.reqest'; did you mean 'lock.request'?",
    ],
    [
      'an unknown field',
      changed(3, { locks: 'mtx' }),
      "line 4: unknown field 'locks' of lock.request; did you mean 'lock'?",
    ],
    ['a field of another kind', changed(3, { lock: 7 }), 'line 4: its lock must be a text'],
    ['a missing field', changed(3, { lock: undefined }), 'line 4: its lock must be a text'],
    ['a file without events', '\n', 'has no events'],
    ['an empty file', '', 'has no events'],
    ['blank lines alone', '\n \n\n', 'has no events'],
    ['a blank line before others', `${JSON.stringify(events[0])}\n\n${JSON.stringify(events[1])}`, 'line 2: is blank'],
    ['NUL bytes', `${JSON.stringify(events[0])}\n\0\0\0`, 'line 2: has a NUL byte'],
    ['a last line that is no event', `${JSON.stringify(events[0])}\noops`, 'line 2: is not JSON'],
    ['a line that never ends', `${JSON.stringify(events[0])}\n{"op":"${'a'.repeat(2e6)}`, 'line 2: is longer than'],
    ['half a line, and nothing else', '{"seq":', 'line 1: is not JSON'],
  ])('%s: 2', async (_, text, message) => {
    const { code, out, err } = await sim(['conform', ...written(text)])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it.each<[string, string, string]>([
    ['a gap', changed(3, { seq: 9 }), 'its seq is 9 where 4 is due'],
    ['another instance', changed(3, { inst: 'i2' }), 'each instance has its own'],
    ['a clock that goes back', changed(3, { t: 1 }), 'the clock of main goes back'],
    ['a thread under another name', changed(3, { tname: 'sched' }), 'thread 0 is main, not sched'],
    ['a timeout below nothing', changed(0, { gen_timeout: -5 }), 'its gen_timeout is -5; it is in milliseconds'],
    ['an unknown design', changed(0, { variant: 'c' }), 'its variant is c; the models know original'],
    [
      'a log that does not begin',
      changed(0, { op: 'sched.idle', ...{ variant: undefined } }).replace(/^.*\n/, ''),
      'its seq is 2',
    ],
  ])('%s: 1', async (_, text, message) => {
    const { code, out } = await sim(['conform', ...written(text)])
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toContain(message)
  })

  it('a line that is refused, rather than one behind it that cannot be read', async () => {
    const lines = [events[0], { ...events[1], seq: 9 }].map((event) => JSON.stringify(event))
    const { code, out } = await sim(['conform', ...written(`${lines.join('\n')}\noops\noops`)])
    expect([code, out.includes('line 2: refused')]).toEqual([1, true])
  })

  it('but not lines that end as on Windows, nor blank ones at the end', async () => {
    const lines = events.map((event) => JSON.stringify(event))
    expect((await sim(['conform', ...written(`${lines.join('\r\n')}\r\n\r\n`)])).code).toBe(0)
  })

  it('nor a byte order mark, nor what only some take for the end of a line', async () => {
    const path = where(events, 'http.request')
    const log = changed(path, { path: `/loopback?${String.fromCharCode(0x2028)}` })
    expect((await sim(['conform', ...written(`\ufeff${log}\n`)])).code).toBe(0)
  })

  it('and a file that is not there', async () => {
    expect(await sim(['conform', 'nowhere.ndjson'])).toMatchObject({ code: 2, out: '' })
    expect((await sim(['conform'])).code).toBe(2)
  })
})

test('the documentation lists every instrumented operation', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/conform.md'), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  // A row may go on with the same family: `sx_call.enter`, `.park`.
  const listed = rows.flatMap((row) => {
    const names = [...row.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, name]) => name)
    return names.map((name) => (name.startsWith('.') ? names[0].replace(/\..*/, name) : name))
  })
  expect(Object.keys(operations).filter((op) => !listed.includes(op) && op !== 'lock.busy')).toEqual([])
})
