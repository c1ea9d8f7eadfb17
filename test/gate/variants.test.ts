import { expect, it } from 'vitest'
import { readSources } from '../../src/gate/read-sources.ts'
import { fixtures, parse, read } from './sources.ts'

const server = `
let mtx = Mutex.create ()
let design = ref "locked"
let run_scheduler () = Mutex.lock mtx; ignore (Sx_runtime.sched_run ()); Mutex.unlock mtx
let locked handler args =
  Mutex.lock mtx;
  match Sx_runtime.sx_call handler args with v -> Mutex.unlock mtx; v | exception e -> Mutex.unlock mtx; raise e
let leaky handler args = Mutex.lock mtx; let v = Sx_runtime.sx_call handler args in Mutex.unlock mtx; v
let bare handler args = Sx_runtime.sx_call handler args
let parked = Condition.create ()
let hold ready = while not (ready ()) do Thread.delay 0.002 done
let release ready = while not (ready ()) do Condition.wait parked mtx done
let call = ref bare
let () =
  Sx_runtime.host_notify := (fun _ -> Condition.broadcast parked);
  let how, park =
    match !design with
    | "locked" -> (locked, hold)
    | "leaky" -> (leaky, release)
    | "bare" -> (bare, hold)
    | "hooked" -> (locked, release)
    | other -> failwith other in
  call := how;
  Sx_runtime.host_park := park
let http_listen port handler =
  let sock = Sx_http.listen port in
  while true do
    let fd, _ = Unix.accept sock in
    ignore (Thread.create (fun fd -> try Sx_http.write_response fd (!call handler []) with _ -> ()) fd)
  done
`

it('a design that a flag chooses is read once for each value of the flag', () => {
  const report = read(server)
  expect(report.verdict).toBe('blocks')
  expect(report.variants.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    'design=locked blocks',
    'design=leaky leak',
    'design=bare race',
    'design=hooked ok',
  ])
})

it('a second flag is varied with the first as it is', () => {
  const two = server
    .replace('let design', 'let runner = ref "loop"\nlet design')
    .replace(
      '    | other -> failwith other in',
      '    | other -> failwith other in\n  (match !runner with "loop" -> () | "none" -> exit 1 | _ -> exit 2);',
    )
    .replace('"none" -> exit 1', '"none" -> exit 1 | "off" -> exit 3')
  const { variants } = read(two)
  expect(variants.map(({ name }) => name)).toEqual([
    'design=locked',
    'design=leaky',
    'design=bare',
    'design=hooked',
    'runner=loop',
    'runner=none',
    'runner=off',
  ])
})

it('a wait under a lock that nobody else waits for is predicted, without a verdict', () => {
  const fixture = fixtures('constructs').find(({ file }) => file === 'ok__cell_lock_order.ml')
  const { findings } = readSources([{ path: 'server.ml', text: fixture?.text ?? '' }], parse)
  const message = expect.stringMatching(/locks .* while it holds /)
  expect(findings[0]).toMatchObject({ rule: 'hold-and-wait', verdict: undefined, message })
})
