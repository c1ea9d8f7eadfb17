import { assign, enqueueActions } from 'xstate'
import type { DesignName } from '../designs.ts'
import { send } from '../send.ts'
import type { StateConfig } from './config.ts'
import { replaced, stateAt } from './config.ts'
import type { Change, MachineEdit } from './machine.ts'
import { reconfigured } from './machine.ts'

/** Some states of a machine, changed together. */
function inStates(states: Readonly<Record<string, StateConfig>>): Change {
  return (machine) =>
    reconfigured(machine, (config) =>
      Object.entries(states).reduce((root, [name, state]) => {
        const path = name.split('.')
        return replaced(root, path, { ...stateAt(root, path), ...state })
      }, config),
    )
}

/** Some actions of a machine, done otherwise. */
function withActions(actions: Readonly<Record<string, unknown>>): Change {
  return (machine) => machine.provide({ actions: actions as never })
}

interface ByHand extends Omit<MachineEdit, 'operator' | 'place'> {
  /** Where it makes sense; absent: wherever the machine is. */
  readonly designs?: readonly DesignName[]
}

const A: readonly DesignName[] = ['pattern-a', 'pattern-a-hook']
const B: readonly DesignName[] = ['pattern-b']

interface Answer {
  readonly status: string | null
}

interface Sleepers {
  readonly sleepers: ReadonlySet<string>
}

interface Queue {
  readonly queue: readonly string[]
}

interface Call {
  readonly type: string
  readonly from: string
  readonly ref: string
  readonly op: unknown
}

interface Process {
  readonly process: string
}

/** Edits that need several places, or what an action does: the mistakes that people make. */
const EDITS: readonly ByHand[] = [
  {
    of: 'conn',
    designs: A,
    edit: 'keep the lock across the wait',
    change: inStates({ 'call.asleep': { entry: 'poll', on: { match: 'testing' } } }),
  },
  {
    of: 'conn',
    designs: A,
    edit: 'give the lock back before the wait, not by it',
    change: inStates({ 'call.asleep': { entry: ['unlock', 'waitParked'] } }),
  },
  {
    of: 'conn',
    designs: A,
    edit: 'wait outside the loop',
    change: inStates({ 'call.relocking': { on: { granted: { target: 'entering', actions: 'forgetCallee' } } } }),
  },
  {
    of: 'conn',
    designs: A,
    edit: 'forget to unlock after an exception',
    change: inStates({
      'call.unlocking': {
        entry: [],
        always: [
          { guard: ({ context }: { context: Answer }) => context.status === 'error', target: 'returned' },
          { target: 'returned', actions: 'unlock' },
        ],
      },
    }),
  },
  {
    of: 'er-process',
    designs: B,
    edit: 'leave the cell empty after an exception',
    change: inStates({
      'Running.evaluating': {
        always: [
          { guard: 'calls', target: 'calling' },
          { guard: 'startsHttp', target: 'starting' },
          { guard: 'fetches', target: 'fetching' },
          { guard: 'raises', target: '#er-process.Exited', actions: 'fail' },
          { target: '#er-process.exiting' },
        ],
      },
    }),
  },
  {
    of: 'conn',
    designs: ['pattern-a-hook'],
    edit: 'leave current alone around the park',
    change: inStates({
      'call.running': {
        on: {
          blocked: { target: 'testing', actions: 'noteCallee' },
          finished: { target: 'leaving', actions: 'noteStatus' },
        },
      },
      'call.testing': { on: { match: { target: 'running', actions: 'forgetCallee' }, nothing: 'asleep' } },
    }),
  },
  {
    of: 'conn',
    designs: B,
    edit: 'spawn inline',
    change: inStates({ 'call.spawning': { entry: 'drive', on: { blocked: 'unlocking', finished: 'unlocking' } } }),
  },
  {
    of: 'conn',
    designs: B,
    edit: 'spawn without the lock',
    change: inStates({ call: { initial: 'spawning' }, 'call.unlocking': { entry: [] } }),
  },
  {
    of: 'conn',
    designs: B,
    edit: 'keep the lock across the wait',
    change: inStates({
      'call.unlocking': { entry: [] },
      'call.unlockingCell': { entry: ['unlockCell', 'unlock'] },
    }),
  },
  {
    of: 'conn',
    designs: B,
    edit: 'take the lock again with that of the cell held',
    change: inStates({
      'call.lockingCell': { on: { granted: 'relocking' } },
      'call.relocking': { entry: 'lock', on: { granted: 'reunlocking' } },
      'call.reunlocking': { entry: 'unlock', always: 'asleep' },
    }),
  },
  {
    of: 'conn',
    designs: B,
    edit: 'swap the order of the two locks',
    change: inStates({
      call: { initial: 'lockingCell' },
      'call.lockingCell': { on: { granted: 'locking' } },
      'call.unlocking': { always: 'asleep' },
    }),
  },
  {
    of: 'conn',
    designs: B,
    edit: 'wait outside the loop',
    change: inStates({
      'call.asleep': { on: { granted: { target: 'unlockingCell', actions: 'noteStatus' } } },
    }),
  },
  {
    of: 'er-process',
    designs: B,
    edit: 'signal without the lock',
    change: inStates({ 'exiting.deciding': { always: 'setting' } }),
  },
  {
    of: 'er-process',
    designs: A,
    edit: 'a reply wakes nobody',
    change: inStates({ Waiting: { on: {} } }),
  },
  {
    of: 'condition',
    edit: 'a broadcast wakes one',
    change: inStates({
      open: {
        on: {
          wait: { actions: ['fallAsleep', 'giveBack'] },
          signal: { actions: ['wakeOne', 'done'] },
          broadcast: { actions: ['wakeOne', 'done'] },
        },
      },
    }),
  },
  {
    of: 'condition',
    edit: 'only the last sleeper is remembered',
    change: withActions({
      fallAsleep: assign<Sleepers, { type: string; from: string }, undefined, never, never>({
        sleepers: ({ event }) => new Set([event.from]),
      }),
    }),
  },
  {
    of: 'condition',
    edit: 'a sleeper that was woken stays registered',
    change: withActions({
      wakeAll: enqueueActions(({ context, enqueue }) => {
        for (const sleeper of [...(context as Sleepers).sleepers].sort()) enqueue(send(sleeper, { type: 'wake' }))
      }),
      wakeOne: enqueueActions(({ context, enqueue }) => {
        for (const sleeper of [...(context as Sleepers).sleepers].sort().slice(0, 1)) {
          enqueue(send(sleeper, { type: 'wake' }))
        }
      }),
    }),
  },
  {
    of: 'run-queue',
    edit: 'a run queue of one',
    change: withActions({
      append: assign<Queue, { type: string } & Process, undefined, never, never>({
        queue: ({ event }) => [event.process],
      }),
    }),
  },
  {
    of: 'gen-server',
    edit: 'a mailbox of one',
    change: withActions({
      append: assign<{ mailbox: unknown }, Call, undefined, never, never>({
        mailbox: ({ event }: { event: Call }) => [{ from: event.from, ref: event.ref, op: event.op }],
      }),
    }),
  },
]

/** The edits by hand of a machine in a design. */
export function byHand(design: DesignName, id: string): readonly MachineEdit[] {
  return EDITS.filter(({ of, designs }) => of === id && (designs === undefined || designs.includes(design))).map(
    ({ edit, change }) => ({ of: id, edit, operator: 'by hand', place: undefined, change }),
  )
}
