import { enqueueActions, sendTo, setup } from 'xstate'
import type { WaitMeta } from '../../engine/wait.ts'
import { accept, decline, lastWords } from './accept.ts'
import { behaviours } from './behaviours.ts'
import { beginning } from './init.ts'
import type { ProcessState } from './process-state.ts'
import { awake, buried, unborn } from './process-state.ts'
import type { Program } from './run.ts'
import { NAMES, Run } from './run.ts'
import type { Signal } from './signal.ts'
import type { Term } from './term.ts'

/** What a process says for the record. */
export interface Noted {
  readonly type: 'note'
  readonly label: string
  readonly value: Term
}

/** Which part of its life a step belongs to. */
type Part = (run: Run, signal: Signal) => void

const parts = {
  born: (run, signal) => {
    if (signal.type === 'spawn') beginning(run, signal.birth)
  },
  boot: (run) => beginning(run, { parent: run.self.me, link: false, monitor: null, variables: {}, server: null }),
  accept,
  decline,
  run: (run) => run.continue(),
  expire: (run) => {
    run.self.expired = true
  },
  unname: (run) => {
    if (run.self.named) run.send(NAMES, { type: 'ask', question: 'unregister_all', name: '', by: run.self.me })
  },
  bury: (run) => {
    lastWords(run)
    Object.assign(run.self, buried(run.self.me, run.self.reason))
  },
} satisfies Record<string, Part>

/**
 * An Erlang process: what it does is worked out by `Run`, when it does it is up to the engine. A signal that arrives and
 * the turn of the process that it wakes are two steps, so that more may arrive in between; that is how the second of two
 * replies gets past an alias that the first one ends.
 */
export function processMachine(me: string, program: Program, boots: boolean) {
  const part = (name: keyof typeof parts) =>
    enqueueActions<ProcessState, Signal, undefined, Signal, never, never, never, never, Noted>(
      ({ context, event, enqueue }) => {
        const run = new Run(context, program, behaviours)
        const act: Part = parts[name]
        act(run, event)
        enqueue.assign(() => run.self)
        for (const { to, signal } of run.sent) enqueue.sendTo(({ system }) => system.get(to), signal)
        for (const { label, value } of run.notes) enqueue.emit({ type: 'note', label, value })
      },
    )
  return setup({
    types: {
      context: {} as ProcessState,
      events: {} as Signal,
      emitted: {} as Noted,
      meta: {} as WaitMeta<ProcessState>,
    },
    actions: {
      born: part('born'),
      boot: part('boot'),
      accept: part('accept'),
      decline: part('decline'),
      run: part('run'),
      expire: part('expire'),
      unname: part('unname'),
      bury: part('bury'),
      queue: sendTo(({ self }) => self, { type: 'run' }),
    },
    guards: {
      boots: () => boots,
      dead: ({ context }) => context.reason !== null,
      named: ({ context }) => context.named,
      awake: ({ context }) => awake(context),
      asking: ({ context }) => context.wait?.asked === true,
      timed: ({ context }) => context.wait?.timeout != null,
      idle: ({ context }) => context.wait?.idle === true,
    },
    delays: { patience: ({ context }) => context.wait?.timeout ?? 0 },
  }).createMachine({
    id: me,
    context: unborn(me),
    initial: 'unborn',
    states: {
      unborn: {
        tags: 'idle',
        always: { guard: 'boots', target: 'alive', actions: 'boot' },
        on: { spawn: { target: 'alive', actions: 'born' } },
      },
      alive: {
        initial: 'ready',
        always: { guard: 'dead', target: 'dying' },
        on: { '*': { actions: 'accept' } },
        states: {
          ready: { entry: 'queue', on: { run: { target: 'running' } } },
          running: {
            entry: 'run',
            always: [
              { guard: 'dead', target: '#dying' },
              { guard: 'asking', target: 'asking' },
              { guard: 'timed', target: 'waiting.timed' },
              { guard: 'idle', target: 'waiting.idle' },
              { target: 'waiting.forever' },
            ],
          },
          asking: {
            meta: { waits: { kind: 'awaits-reply', on: ({ context }) => context.wait?.on } },
            always: { guard: 'awake', target: 'running' },
          },
          waiting: {
            meta: { waits: { kind: 'awaits-reply', on: ({ context }) => context.wait?.on } },
            initial: 'forever',
            always: { guard: 'awake', target: 'ready' },
            states: {
              timed: { after: { patience: { actions: 'expire' } } },
              idle: { tags: 'idle' },
              forever: {},
            },
          },
        },
      },
      dying: {
        id: 'dying',
        entry: 'unname',
        always: { guard: ({ context }) => !context.named, target: 'dead' },
        on: {
          answer: { guard: ({ event, context }) => event.value === context.me, target: 'dead' },
          '*': { actions: 'decline' },
        },
      },
      dead: { tags: 'idle', entry: 'bury', on: { '*': { actions: 'decline' } } },
    },
  })
}
