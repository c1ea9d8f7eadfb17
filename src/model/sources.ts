/** A model, and the OCaml definitions that it stands for. */
export interface Stands {
  /** The model's file. */
  readonly model: string
  /** The source's file, below `hosts/ocaml` or wherever the sources lie. */
  readonly file: string
  /** Names of its top-level items; `module M`, `type t` for what is no value. */
  readonly definitions: readonly string[]
}

const server = (model: string, ...definitions: readonly string[]): Stands => ({
  model: `src/model/${model}.ts`,
  file: 'bin/sx_server.ml',
  definitions,
})

const runtime = (model: string, ...definitions: readonly string[]): Stands => ({
  model: `src/model/${model}.ts`,
  file: 'lib/sx_runtime.ml',
  definitions,
})

/** What the models of this folder were written from, by the names of the miniature. When one changes, its models are to be looked at again. */
export const sources: readonly Stands[] = [
  server('connection/thread', 'handle_conn', 'call_original', 'call_original_leak'),
  server('connection/original', 'call_original', 'park_keep'),
  server('connection/pattern-a', 'call_a_yield'),
  server('connection/pattern-a-hook', 'call_a_hook', 'park_release'),
  server('connection/pattern-a-naive', 'call_a_naive'),
  server('connection/pattern-b', 'call_b_spawn', 'call_b_noexit'),
  server('connection/pattern-b-wait-locked', 'call_b_wait_locked'),
  server('connection/pattern-b-lost-wakeup', 'call_b_lostwake'),
  server('connection/parts', 'park_pump', 'http_block', 'http_release'),
  server('mutex', 'mtx'),
  server('condition', 'work', 'parked'),
  server('cell', 'type cell', 'new_cell', 'fill', 'out_of'),
  server('accept', 'listen_socket', 'http_listen'),
  server('parked-main', 'primitive_listen', 'boot'),
  server('scheduler-thread', 'sched_loop', 'sched_loop_nolock'),
  server('timer-thread', 'timer_loop'),
  server('fetch', 'do_fetch', 'http_block', 'http_release'),
  server('http-helper', 'http_async'),
  server('gen-server', 'handle_call', 'handle_cast', 'start_kernel'),
  server('topology', 'route', 'deliver', 'handler'),
  server('instance', 'install'),
  runtime('run-queue', 'ready', 'current', 'spawn', 'send', 'run_slice', 'sched_run'),
  runtime('timer', 'fire_timers', 'due', 'timers_due', 'sched_timers_due'),
  runtime('er-process', 'make_proc', 'drive', 'block', 'take', 'exit_proc', 'host_proc', 'retire', 'sx_call'),
  runtime('er-code', 'gen_call', 'sleep', 'http_fetch'),
  runtime('shared-mailbox', 'shared_self'),
  runtime('gen-server', 'gen_loop', 'gen_reply', 'gen_cast'),
  runtime('connection/pattern-a', 'advance', 'call_start', 'call_ready', 'call_resume'),
  runtime('connection/pattern-b', 'spawn_call'),
]
