import type { ActorOptions } from '../engine/system.ts'
import { accept } from './accept.ts'
import { cell } from './cell.ts'
import { condition } from './condition.ts'
import type { Design, DesignName } from './designs.ts'
import { designs } from './designs.ts'
import type { Driver } from './er-code.ts'
import { erProcess } from './er-process.ts'
import { genServer } from './gen-server.ts'
import { httpHelper } from './http-helper.ts'
import { mutex } from './mutex.ts'
import * as names from './names.ts'
import { parkedMain } from './parked-main.ts'
import type { Program } from './program.ts'
import { runQueue } from './run-queue.ts'
import { schedulerThread } from './scheduler-thread.ts'
import { sharedMailbox } from './shared-mailbox.ts'
import { timerThread } from './timer-thread.ts'
import type { Variant } from './variant.ts'
import { isParked } from './variant.ts'

export type Actors = Record<string, ActorOptions>

/** One request that an instance serves: its number there, and what it needs besides the thread and its process. */
export interface Served {
  readonly k: number
  readonly program: Program
  /** The request makes one itself, by a helper thread (`--io async`). */
  readonly helped: boolean
  /** The kernel spawns a process that delivers. */
  readonly deliverer: Program | null
}

/** Who accepts connections. */
export function acceptorOf(variant: Variant): typeof names.ACCEPT | typeof names.MAIN {
  return isParked(variant) ? names.MAIN : names.ACCEPT
}

/** Who has the mutex from the start, and for ever. */
function holderOf({ runner, fault }: Variant): string | null {
  if (runner === 'parked-held') return names.MAIN
  return fault === 'held-in-accept' ? names.ACCEPT : null
}

/** `current` before any request: while main is parked it is inside the slice of `boot`. */
export function registerOf(variant: Variant): string | null {
  return isParked(variant) ? names.BOOT : null
}

function schedulerOf({ runner }: Variant): string {
  return runner === 'parked' || runner === 'parked-held' ? names.MAIN : names.SCHED
}

/** Whether any call of a program, or the kernel on its behalf, has a deadline. */
function isTimed({ program }: Served): boolean {
  return program.some((step) => step.do === 'call' && (step.timeout !== null || step.op.ms !== undefined))
}

/** The designs that look at `--pump`: `a-hook` sleeps all the same, and so do the other forms of pattern B. */
const PUMPING: readonly DesignName[] = ['original', 'pattern-a', 'pattern-a-naive', 'pattern-b']

/** Whether a connection thread that waits runs the scheduler (`--pump`). */
function pumpsItself({ pump, design, leak, noexit }: Variant): boolean {
  return pump && PUMPING.includes(design) && !leak && !noexit
}

/** Whether handlers run as the one process that all share (`--self shared`): those that the host runs. */
function sharesSelf({ sharedSelf, design }: Variant): boolean {
  return sharedSelf && designs[design].handler === 'host'
}

/** What every instance has once: mutex, conditions, globals, kernel, and the threads that accept and schedule. */
export function runtime(at: string, variant: Variant, requests: readonly Served[]): Actors {
  const timed = requests.some(isTimed)
  const parked = isParked(variant)
  const scheduler = at + schedulerOf(variant)
  const holder = holderOf(variant)
  const { io, spin, httpTimeout, fault } = variant
  const pump = pumpsItself(variant)
  const threads = requests.map(({ k }) => at + names.connection(k))
  const yields = designs[variant.design].handler === 'host' && !pump
  return {
    [at + names.MTX]: {
      machine: mutex,
      ...(holder === null ? {} : { input: { holder: at + holder } }),
    },
    [at + names.WORK]: { machine: condition },
    ...(timed ? { [at + names.TIMER]: { machine: timerThread, input: { at } } } : {}),
    ...(yields ? { [at + names.PARKED]: { machine: condition } } : {}),
    ...(sharesSelf(variant)
      ? { [at + names.SHARED]: { machine: sharedMailbox, input: { at, polling: pump ? threads : null } } }
      : {}),
    [at + names.READY]: {
      machine: runQueue,
      input: {
        at,
        current: registerOf(variant),
        refused: parked && variant.guard,
        exclusive: fault === 'second-lock',
      },
    },
    [at + names.KERNEL]: {
      machine: genServer,
      input: {
        at,
        scheduler,
        async: io === 'async',
        pump,
        monitors: variant.monitors,
        timeout: variant.genTimeout,
        fault,
      },
    },
    ...(scheduler === at + names.SCHED
      ? {
          [scheduler]: {
            machine: schedulerThread,
            input: {
              at,
              me: scheduler,
              locks: variant.runner !== 'return-nolock',
              releases: io === 'release',
              httpTimeout,
              spins: spin,
              loses: fault === 'loses-wakeups',
              nests: fault === 'second-lock',
            },
          },
        }
      : {}),
    ...(parked ? { [at + names.MAIN]: { machine: parkedMain } } : { [at + names.ACCEPT]: { machine: accept } }),
  }
}

/** What every request has: its thread, the process of its handler, and what else they need. */
export function connection(at: string, variant: Variant, { k, program, helped, deliverer }: Served): Actors {
  const design: Design = designs[variant.design]
  const scheduler = at + schedulerOf(variant)
  const { httpTimeout, noexit, leak, swap, sigpipe, untagged, spin } = variant
  const [me, process] = [names.connection(k), names.handler(k)].map((name) => at + name)
  const place = design.handler === 'host' ? '' : at + names.cell(k)
  const pump = pumpsItself(variant)
  const polls = variant.design === 'original' || variant.design === 'pattern-a-naive'
  const traits = { pump, polls, noexit, async: variant.io === 'async', untagged, shared: sharesSelf(variant), spin }
  const er = (name: string, driver: Driver, code: Program) => ({
    machine: erProcess,
    input: { at, me: name, driver, scheduler, owner: me, cell: place, program: code, traits },
  })
  return {
    [me]: {
      machine: design.connection,
      input: {
        at,
        me,
        process,
        cell: place,
        releases: variant.io === 'release',
        locks: variant.design !== 'pattern-a-naive',
        httpTimeout,
        traits: {
          pump,
          leak,
          swap,
          sigpipe,
          shared: sharesSelf(variant),
          nests: variant.fault === 'second-lock',
          acceptor: acceptorOf(variant),
        },
      },
    },
    [process]: er(process, design.handler, program),
    ...(place === '' ? {} : { [place]: { machine: cell } }),
    ...(helped && variant.io === 'async'
      ? {
          [at + names.helper(k)]: {
            machine: httpHelper,
            input: { at, me: at + names.helper(k), httpTimeout },
          },
        }
      : {}),
    ...(deliverer === null ? {} : { [at + names.deliverer(k)]: er(at + names.deliverer(k), 'spawned', deliverer) }),
  }
}
