import { CAPACITY } from '../model/source/queue.ts'
import type { Op } from '../model/source/skeleton.ts'
import { COMPARED, equal } from './compare.ts'
import type { Evaluator } from './evaluator.ts'
import type { FrameId } from './frames.ts'
import { add, allocate, read, update, write } from './heap.ts'
import { elementsOf } from './lists.ts'
import type { Outcome } from './outcome.ts'
import { oneOf } from './outcome.ts'
import type { ValueId } from './pool.ts'
import type { Expr } from './syntax.ts'

/** A function that the evaluator knows by name. */
interface Native {
  readonly arity: number
  readonly run: (on: Evaluator, args: readonly ValueId[], site: Expr, kont: FrameId) => Outcome
}

const give = (on: Evaluator, value: ValueId, kont: FrameId): Outcome => ({ kind: 'next', state: on.give(value, kont) })

/** An operation with one outcome. */
function perform(on: Evaluator, op: Op, site: Expr, kont: FrameId, value = on.pool.unit): Outcome {
  return { kind: 'op', op, at: site.id, kont, branches: [['done', on.give(value, kont)]] }
}

function addressOf(on: Evaluator, id: ValueId, kind: 'mutex' | 'condition' | 'queue' | 'thread'): string | undefined {
  const value = on.pool.value(id)
  return value.kind === kind ? value.address : undefined
}

/** A lock or condition that cannot be told: said, and passed over. */
function lost(on: Evaluator, what: string, site: Expr, kont: FrameId, value = on.pool.unit): Outcome {
  on.note(site, kont, what, true)
  on.cut = true
  return give(on, value, kont)
}

const onMutex =
  (act: 'lock' | 'unlock' | 'try'): Native['run'] =>
  (on, [id], site, kont) => {
    const mutex = addressOf(on, id, 'mutex')
    const { pool } = on
    if (mutex === undefined) return lost(on, 'which mutex this is', site, kont, act === 'try' ? pool.any : pool.unit)
    if (act === 'lock') return perform(on, { do: 'lock', mutex }, site, kont)
    const branches =
      act === 'try'
        ? ([
            ['done', on.give(pool.bool(true), kont)],
            ['busy', on.give(pool.bool(false), kont)],
          ] as const)
        : ([
            ['done', on.give(pool.unit, kont)],
            ['error', on.raise(pool.construct('Sys_error', pool.any), kont)],
          ] as const)
    return { kind: 'op', op: { do: act, mutex }, at: site.id, kont, branches }
  }

const waiting: Native['run'] = (on, [c, m], site, kont) => {
  const [condition, mutex] = [addressOf(on, c, 'condition'), addressOf(on, m, 'mutex')]
  if (condition === undefined || mutex === undefined) return lost(on, 'what is waited for here', site, kont)
  const op = { do: 'wait', condition, mutex } as const
  return perform(on, isEndless(on, kont) ? { ...op, parks: true } : op, site, kont)
}

/** Inside `while true`. */
function isEndless(on: Evaluator, kont: FrameId): boolean {
  for (let at = kont; at !== on.frames.bottom; at = on.frames.frame(at).next) {
    const expr = on.exprs[on.frames.frame(at).expr]
    if (expr.kind === 'while' && expr.test.kind === 'construct' && expr.test.name === 'true') return true
  }
  return false
}

const waking =
  (act: 'signal' | 'broadcast'): Native['run'] =>
  (on, [id], site, kont) => {
    const condition = addressOf(on, id, 'condition')
    if (condition === undefined) return lost(on, `whom this ${act} wakes`, site, kont)
    return perform(on, { do: act, condition }, site, kont)
  }

const fresh =
  (kind: 'mutex' | 'condition' | 'queue'): Native['run'] =>
  (on, _, site, kont) =>
    give(on, on.pool.intern({ kind, address: allocate(on, kind, site, kont) }), kont)

const reference: Native['run'] = (on, [content], site, kont) => {
  const address = allocate(on, 'ref', site, kont)
  const pin = on.pins.get(on.sourceOf(site.id, kont).scope)
  if (pin !== undefined) {
    on.pinned.add(address)
    on.memory.note(address, on.pool.intern({ kind: 'const', value: pin }))
    return give(on, on.pool.intern({ kind: 'ref', address }), kont)
  }
  on.memory.note(address, content)
  const value = on.pool.intern({ kind: 'ref', address })
  if (!on.memory.isFollowed(address)) return give(on, value, kont)
  const after = on.frames.push({ kind: 'give', expr: site.id, values: [value], next: kont })
  return write(on, value, content, site, after)
}

/** A thread for each function and argument that a place creates threads with. */
const creating: Native['run'] = (on, [fn, argument], site, kont) => {
  const kind = `thread:${on.owner}:${site.id}:${fn}:${argument}`
  if (!on.spawns.has(kind)) {
    const value = on.pool.value(fn)
    const named = value.kind === 'fun' ? on.exprs[value.expr] : undefined
    const name =
      named?.kind === 'fun' && named.name !== ''
        ? named.name
        : (on.sourceOf(site.id, kont).scope.split('.').at(-1) ?? 'thread')
    on.spawns.set(kind, { kind, name, fn, argument })
    on.memory.changed = true
  }
  const thread = on.pool.intern({ kind: 'thread', address: kind })
  return perform(on, { do: 'spawn', kind }, site, kont, thread)
}

const joining: Native['run'] = (on, [id], site, kont) => {
  const kind = addressOf(on, id, 'thread')
  if (kind === undefined) return give(on, on.pool.unit, kont)
  return perform(on, { do: 'join', kind }, site, kont)
}

/** One of two, either may be. */
const either: Native['run'] = (on, _, __, kont) => ({
  kind: 'choose',
  states: [on.give(on.pool.bool(true), kont), on.give(on.pool.bool(false), kont)],
})

const negation: Native['run'] = (on, [id], _, kont) => {
  const value = on.pool.value(id)
  if (value.kind === 'construct') return give(on, on.pool.bool(value.name === 'false'), kont)
  const [yes, no] = [true, false].map((truth) => on.give(on.pool.bool(truth), kont))
  return on.branch(id, no, yes)
}

const projection =
  (index: number): Native['run'] =>
  (on, [id], _, kont) => {
    const value = on.pool.value(id)
    return give(on, value.kind === 'tuple' ? (value.items[index] ?? on.pool.any) : on.pool.any, kont)
  }

const raising: Native['run'] = (on, [value], _, kont) => ({ kind: 'next', state: on.raise(value, kont) })
const failing =
  (name: string): Native['run'] =>
  (on, _, __, kont) => ({ kind: 'next', state: on.raise(on.pool.construct(name, on.pool.any), kont) })

const deref: Native['run'] = (on, [id], site, kont) => {
  const { kind } = on.pool.value(id)
  return kind === 'ref' ? read(on, id, site, kont) : give(on, on.pool.any, kont)
}

/** A table, queue or array that is written: it may hold anything that was ever put there. */
const store: Native['run'] = (on, _, site, kont) =>
  give(on, on.pool.intern({ kind: 'store', address: allocate(on, 'store', site, kont) }), kont)

const put: Native['run'] = (on, [id, value], site, kont) => {
  if (on.pool.value(id).kind === 'store') return write(on, id, value, site, kont)
  // What is written into an array that is known element by element is not followed.
  on.cut = true
  return give(on, on.pool.unit, kont)
}

const pick: Native['run'] = (on, [id], site, kont) => {
  const value = on.pool.value(id)
  if (value.kind === 'store') {
    const values = on.memory.values(value.address)
    if (values.length > 1 && !values.every((one) => on.pool.isPlain(one))) on.cut = true
    return read(on, id, site, kont)
  }
  const items = elementsOf(on.pool, id)?.items ?? []
  if (items.length === 0) return give(on, value.kind === 'lost' ? id : on.pool.any, kont)
  const distinct = [...new Set(items)]
  on.cut ||= distinct.length > 1 && !distinct.every((item) => on.pool.isPlain(item))
  return oneOf(
    distinct.map((item) => on.give(item, kont)),
    true,
  )
}

const queueing =
  (act: 'push' | 'pop' | 'take' | 'peek' | 'filled' | 'length'): Native['run'] =>
  (on, [id, content], site, kont) => {
    const queue = addressOf(on, id, 'queue')
    const { pool, memory } = on
    if (queue === undefined) return give(on, pool.any, kont)
    if (act === 'filled') return perform(on, { do: 'filled', queue }, site, kont)
    if (act === 'push') {
      const kept = memory.note(queue, content)
      return perform(on, { do: 'push', queue, value: String(kept) }, site, kont)
    }
    if (act === 'take') {
      const values = memory.values(queue).map((one) => [String(one), on.give(one, kont)] as const)
      return { kind: 'op', op: { do: 'take', queue }, at: site.id, kont, branches: values }
    }
    if (act === 'length') {
      const sizes = Array.from({ length: CAPACITY }, (_, size) => pool.intern({ kind: 'const', value: String(size) }))
      const full = pool.intern({ kind: 'range', from: CAPACITY, to: null })
      const branches = [...sizes, full].map((size, items) => [String(items), on.give(size, kont)] as const)
      return { kind: 'op', op: { do: 'length', queue }, at: site.id, kont, branches }
    }
    const empty = ['empty', on.give(act === 'peek' ? pool.bool(false) : pool.construct('None'), kont)] as const
    const full =
      act === 'peek'
        ? [['some', on.give(pool.bool(true), kont)] as const]
        : memory.values(queue).map((one) => [String(one), on.give(pool.construct('Some', one), kont)] as const)
    return { kind: 'op', op: { do: act, queue }, at: site.id, kont, branches: [empty, ...full] }
  }

const simple =
  (op: Op): Native['run'] =>
  (on, _, site, kont) =>
    perform(on, op, site, kont)

/** The mutex under which the source enters the runtime. */
const guard: Native['run'] = (on, _, __, kont) =>
  give(on, on.guard === undefined ? on.pool.any : on.pool.intern({ kind: 'mutex', address: on.guard }), kont)

/** `incr` and `decr`. */
function counting(by: string): Native['run'] {
  return (on, [id], site, kont) => {
    const one = on.pool.intern({ kind: 'const', value: by })
    return add(on, id, one, () => on.pool.unit, site, kont)
  }
}

/** `Atomic.compare_and_set`: what cannot be compared may have been the same. */
const swapping: Native['run'] = (on, [id, seen, fresh], site, kont) => {
  const same = (old: ValueId): boolean | undefined => equal(on, old, seen)
  const change = (old: ValueId): readonly ValueId[] =>
    same(old) === undefined ? [fresh, old] : [same(old) ? fresh : old]
  const result = (old: ValueId): ValueId => {
    const known = same(old)
    return known === undefined ? on.pool.lost() : on.pool.bool(known)
  }
  return update(on, id, change, result, site, kont)
}

/** Locks or unlocks an argument, if that is a mutex. */
const ofMutex =
  (act: 'lock' | 'unlock'): Native['run'] =>
  (on, [id], site, kont) =>
    on.pool.value(id).kind === 'mutex' ? onMutex(act)(on, [id], site, kont) : give(on, on.pool.unit, kont)

const unknown: Native['run'] = (on, _, __, kont) => give(on, on.pool.any, kont)
const nothing: Native['run'] = (on, _, __, kont) => give(on, on.pool.unit, kont)

/** What the evaluator itself does; all else of the libraries is in the prelude, or does nothing that matters here. */
const KNOWN: Readonly<Record<string, Native>> = {
  'Mutex.create': { arity: 1, run: fresh('mutex') },
  'Mutex.lock': { arity: 1, run: onMutex('lock') },
  'Mutex.unlock': { arity: 1, run: onMutex('unlock') },
  'Mutex.try_lock': { arity: 1, run: onMutex('try') },
  'Condition.create': { arity: 1, run: fresh('condition') },
  'Condition.wait': { arity: 2, run: waiting },
  'Condition.signal': { arity: 1, run: waking('signal') },
  'Condition.broadcast': { arity: 1, run: waking('broadcast') },
  'Thread.create': { arity: 2, run: creating },
  'Thread.join': { arity: 1, run: joining },
  'Thread.yield': { arity: 1, run: simple({ do: 'pause' }) },
  'Thread.delay': { arity: 1, run: simple({ do: 'pause' }) },
  'Unix.sleep': { arity: 1, run: simple({ do: 'pause' }) },
  'Unix.sleepf': { arity: 1, run: simple({ do: 'pause' }) },
  ref: { arity: 1, run: reference },
  '!': { arity: 1, run: deref },
  ':=': { arity: 2, run: (on, [id, value], site, kont) => write(on, id, value, site, kont) },
  incr: { arity: 1, run: counting('1') },
  decr: { arity: 1, run: counting('-1') },
  not: { arity: 1, run: negation },
  fst: { arity: 1, run: projection(0) },
  snd: { arity: 1, run: projection(1) },
  __fetch_and_add: {
    arity: 2,
    run: (on, [id, by], site, kont) => add(on, id, by, (old) => old, site, kont),
  },
  __exchange: {
    arity: 2,
    run: (on, [id, value], site, kont) =>
      update(
        on,
        id,
        () => [value],
        (old) => old,
        site,
        kont,
      ),
  },
  __compare_and_set: { arity: 3, run: swapping },
  ignore: { arity: 1, run: nothing },
  raise: { arity: 1, run: raising },
  raise_notrace: { arity: 1, run: raising },
  failwith: { arity: 1, run: failing('Failure') },
  invalid_arg: { arity: 1, run: failing('Invalid_argument') },
  __end: { arity: 1, run: simple({ do: 'end', raised: false }) },
  __store: { arity: 1, run: store },
  __put: { arity: 2, run: put },
  __pick: { arity: 1, run: pick },
  __queue: { arity: 1, run: fresh('queue') },
  __push: { arity: 2, run: queueing('push') },
  __pop: { arity: 1, run: queueing('pop') },
  __take: { arity: 1, run: queueing('take') },
  __peek: { arity: 1, run: queueing('peek') },
  __size: { arity: 1, run: queueing('length') },
  __filled: { arity: 1, run: queueing('filled') },
  __enter: { arity: 1, run: simple({ do: 'enter' }) },
  __leave: { arity: 1, run: simple({ do: 'leave' }) },
  __fetch: { arity: 1, run: simple({ do: 'fetch' }) },
  __mistaken: { arity: 1, run: simple({ do: 'mistake' }) },
  __guard: { arity: 1, run: guard },
  __rest: { arity: 1, run: simple({ do: 'rest' }) },
  __give_back: { arity: 1, run: ofMutex('unlock') },
  __take_back: { arity: 1, run: ofMutex('lock') },
  __any: { arity: 1, run: unknown },
  __either: { arity: 1, run: either },
}

export const NATIVES: Readonly<Record<string, Native | undefined>> = Object.assign(Object.create(null), KNOWN, COMPARED)
