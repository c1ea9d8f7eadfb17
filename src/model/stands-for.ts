import type { DesignName } from './designs.ts'
import type { Actors, Served } from './instance.ts'
import * as names from './names.ts'
import type { Stands } from './sources.ts'
import { sources } from './sources.ts'
import type { Variant } from './variant.ts'

/** The handler part of `http-listen`, by design; each call of one is a choice of `call`. */
const CALLS: Readonly<Record<DesignName, readonly string[]>> = {
  original: ['call_original', 'park_keep'],
  'pattern-a': ['call_a_yield', 'call_start', 'call_ready', 'call_resume', 'advance'],
  'pattern-a-hook': ['call_a_hook', 'park_release'],
  'pattern-a-naive': ['call_a_naive', 'park_keep'],
  'pattern-b': ['call_b_spawn', 'spawn_call'],
  'pattern-b-wait-locked': ['call_b_wait_locked', 'spawn_call'],
  'pattern-b-lost-wakeup': ['call_b_lostwake', 'spawn_call'],
}

function callOf({ design, leak, noexit }: Variant): readonly string[] {
  if (leak) return ['call_original_leak', 'park_keep']
  return noexit ? ['call_b_noexit', 'spawn_call'] : CALLS[design]
}

/** The definitions that an actor stands for, by its role; `fetches`: requests make requests of their own. */
function definitionsOf(role: string, variant: Variant, fetches: boolean): readonly string[] {
  const { pump, io, runner } = variant
  const http = fetches && io !== 'async' ? ['do_fetch', `http_${io}`] : []
  const slices = ['run_slice', 'sched_run']
  switch (role) {
    case 'conn':
      return ['handle_conn', ...callOf(variant), ...(pump ? ['park_pump', ...slices] : []), ...http]
    case 'P':
      return ['handler', 'route', 'make_proc', 'drive', 'block', 'take', 'exit_proc', 'gen_call']
    case 'D':
      return ['deliver', 'spawn', 'drive', 'block', 'take', 'exit_proc']
    case 'cell':
      return ['type cell', 'new_cell', 'fill', 'out_of']
    case 'http':
      return ['http_async', 'do_fetch']
    case names.MTX:
    case names.WORK:
    case names.PARKED:
      return [role]
    case names.READY:
      return ['ready', 'current', 'send', ...slices]
    case names.KERNEL:
      return ['start_kernel', 'handle_call', 'handle_cast', 'gen_loop', 'gen_reply']
    case names.SCHED:
      return [runner === 'return-nolock' ? 'sched_loop_nolock' : 'sched_loop', ...slices, ...http]
    case names.MAIN:
      return ['boot', 'primitive_listen']
    case names.ACCEPT:
      return ['listen_socket', 'http_listen']
    case names.TIMER:
      return ['timer_loop', 'fire_timers']
    case names.SHARED:
      return ['shared_self']
    default:
      return []
  }
}

/** The definitions as texts, one for each file of the source that `sources` finds them in. */
function listed(definitions: readonly string[]): readonly string[] {
  const files = new Map<string, string[]>()
  for (const definition of definitions) {
    const { file } = sources.find((stands) => stands.definitions.includes(definition)) as Stands
    files.set(file, [...(files.get(file) ?? []), definition])
  }
  return [...files].map(([file, own]) => `${file}: ${own.join(', ')}`)
}

/** An instance's actors, each with the OCaml definitions that it stands for. */
export function standing(actors: Actors, at: string, variant: Variant, served: readonly Served[]): Actors {
  const steps = served.flatMap(({ program, deliverer }) => [...program, ...(deliverer ?? [])])
  const fetches = steps.some((step) => step.do === 'fetch')
  return Object.fromEntries(
    Object.entries(actors).map(([name, options]) => {
      const role = name.slice(at.length).replace(/#.*$/, '')
      return [name, { ...options, standsFor: listed(definitionsOf(role, variant, fetches)) }]
    }),
  )
}
