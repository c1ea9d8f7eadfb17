/** A rule of the gate, as `--explain` tells it and SARIF names it. */
export interface GateRule {
  readonly id: string
  readonly title: string
  /** Why it is there. */
  readonly about: string
  /** A shape that breaks it, and shapes that do not. */
  readonly bad: string
  readonly good: string
}

const PATTERN_A = `(* A: the mutex covers entries into the runtime only *)
Mutex.lock mtx;
let rec go = function
  | Sx_runtime.Result v -> v
  | Sx_runtime.Parked c ->
    while not (Sx_runtime.call_ready c) do Condition.wait parked mtx done;
    go (Sx_runtime.call_resume c) in
Fun.protect ~finally:(fun () -> Mutex.unlock mtx)
  (fun () -> go (Sx_runtime.call_start handler [ Dict req ]))`

const PATTERN_B = `(* B: the handler is a process of its own; wait without the mutex *)
Mutex.lock mtx;
ignore (Sx_runtime.spawn_call handler [ Dict req ] ~on_done:(fill cell));
Mutex.unlock mtx;
Mutex.lock cell.m;
while cell.result = None do Condition.wait cell.c cell.m done;
Mutex.unlock cell.m`

/** The rules, those of the sources first. */
export const gateRules: readonly GateRule[] = [
  {
    id: 'lock-held-across-call',
    title: 'A lock is held across a call whose answer needs that lock',
    about:
      'The call waits for a reply. Who replies must be run by a thread that takes the same lock first, so that neither ever goes on.',
    bad: `Mutex.lock mtx;
let resp = Sx_runtime.sx_call handler [ Dict req ] in
Mutex.unlock mtx`,
    good: `${PATTERN_A}\n\n${PATTERN_B}`,
  },
  {
    id: 'lock-order',
    title: 'Two threads take the same locks in opposite order',
    about: 'Each may have its first lock and wait for its second one, which the other has: then neither goes on.',
    bad: `(* one thread *)  Mutex.lock a; Mutex.lock b; …
(* another one *) Mutex.lock b; Mutex.lock a; …`,
    good: `(* everywhere *)  Mutex.lock a; Mutex.lock b; …
(* or one at a time *) Mutex.lock a; …; Mutex.unlock a; Mutex.lock b; …`,
  },
  {
    id: 'lock-twice',
    title: 'A thread locks what it holds already',
    about: 'A mutex of OCaml is not reentrant: the second lock waits for an unlock that only the same thread could do.',
    bad: `let log m = Mutex.lock lock; print m; Mutex.unlock lock
let work () = Mutex.lock lock; log "start"; Mutex.unlock lock`,
    good: `let log_locked m = print m (* the caller has the lock *)
let work () = Mutex.lock lock; log_locked "start"; Mutex.unlock lock`,
  },
  {
    id: 'never-answered',
    title: 'A thread waits for what nobody will do',
    about: 'Whoever should answer has ended, or does not come to it on this path.',
    bad: 'Thread.create (fun () -> try put cell (f ()) with _ -> ()) ()  (* and who waits for the cell? *)',
    good: 'Thread.create (fun () -> put cell (try Ok (f ()) with e -> Error e)) ()',
  },
  {
    id: 'never-signalled',
    title: 'A thread sleeps, and nobody signals it on this path',
    about: 'Each path that ends the work must signal who waits for it, exceptions included.',
    bad: 'cell.result <- Some (f ()); Condition.signal cell.c (* not when f raises *)',
    good: 'cell.result <- Some (try Ok (f ()) with e -> Error e); Condition.signal cell.c',
  },
  {
    id: 'wait-without-lock',
    title: 'A condition is waited for without its mutex',
    about: 'Condition.wait gives the mutex back while it sleeps. Who does not hold it has tested nothing under it.',
    bad: 'Condition.wait cell.c cell.m',
    good: `Mutex.lock cell.m;
while cell.result = None do Condition.wait cell.c cell.m done;
Mutex.unlock cell.m`,
  },
  {
    id: 'runtime-race',
    title: 'Two threads may be in the runtime at once',
    about:
      'The runtime is not made for more than one thread: its run queue and the register of who runs are plain globals. Who enters it must hold its mutex, the same one everywhere.',
    bad: 'Sx_runtime.sx_call handler [ Dict req ] (* while the scheduler runs *)',
    good: `${PATTERN_A}\n\n${PATTERN_B}`,
  },
  {
    id: 'lost-wakeup',
    title: 'A signal can come between the test and the wait',
    about:
      'A signal that nobody waits for is lost. The test and the wait must be under the lock that the signalling thread holds when it sets what is tested, and in a loop, for a wait may end without a signal.',
    bad: `if cell.result = None then begin
  Mutex.lock cell.m; Condition.wait cell.c cell.m; Mutex.unlock cell.m
end`,
    good: `Mutex.lock cell.m;
while cell.result = None do Condition.wait cell.c cell.m done;
Mutex.unlock cell.m
(* and who fills it *)
Mutex.lock cell.m; cell.result <- Some r; Condition.signal cell.c; Mutex.unlock cell.m`,
  },
  {
    id: 'lock-leak',
    title: 'A lock is left held on some path',
    about: 'An exception or an early return passes the unlock by. Whoever takes the lock next waits for ever.',
    bad: `Mutex.lock mtx;
let resp = f () in (* may raise *)
Mutex.unlock mtx`,
    good: `Mutex.lock mtx;
Fun.protect ~finally:(fun () -> Mutex.unlock mtx) f`,
  },
  {
    id: 'hold-and-wait',
    title: 'A blocking call is made while a lock is held',
    about:
      'No deadlock was found here, but one is a single change away: whoever is waited for may come to need the lock. Where that is meant, declare it in interlock.config.json under "exceptions", with a reason and an owner.',
    bad: 'Mutex.lock m; let reply = Unix.read fd buf 0 n in Mutex.unlock m',
    good: 'let reply = Unix.read fd buf 0 n in Mutex.lock m; …; Mutex.unlock m',
  },
  {
    id: 'unresolved',
    title: 'Something could not be followed',
    about:
      'A file that does not parse, a construct that is not followed or a name that is not known. Where it can reach a lock or the runtime, what it does is not known either; --unresolved warn lets it pass.',
    bad: 'let run = (Obj.magic table : (unit -> unit) array) in run.(0) ()',
    good: 'let run = handle_request handler in run ()',
  },
  {
    id: 'thread-free',
    title: 'The browser has no threads',
    about:
      'hosts/ocaml/lib also builds for WASM. A module there that uses Thread or Mutex, by whatever name, does not. A module of your own by such a name is taken for it: call it otherwise.',
    bad: `module T = Thread
let start f = T.create f ()`,
    good: `(* lib: the host hands it in *)
let host_spawn : ((unit -> unit) -> unit) ref = ref (fun f -> f ())
(* bin *)
let () = Sx_runtime.host_spawn := fun f -> ignore (Thread.create f ())`,
  },
  {
    id: 'native-only',
    title: 'http-listen is a primitive of the native server only',
    about: 'What is registered in hosts/ocaml/lib is offered to the browser too, which cannot listen.',
    bad: `(* lib *) let () = register "http-listen" listen`,
    good: `(* bin *) let () = register "http-listen" listen`,
  },
  {
    id: 'declared-paths',
    title: 'A change touches only the paths that are declared',
    about:
      'The fix has a scope. Files outside of it are changed in a change of their own. --base says since when to look.',
    bad: 'git diff --name-only main: lib/erlang/runtime.sx',
    good: 'git diff --name-only main: hosts/ocaml/bin/sx_server.ml',
  },
  {
    id: 'regression-script',
    title: 'The regression script is there',
    about:
      'A fix without its test comes undone. The script that shows it is named in the configuration and must not be empty.',
    bad: 'git rm hosts/ocaml/test/handler_kernel_unblock.sh',
    good: 'hosts/ocaml/test/handler_kernel_unblock.sh: a kernel route answers 200',
  },
  {
    id: 'drift',
    title: 'A model stands for source that has changed',
    about:
      'A model is true of the definitions it was written from. When one changes, comments and layout aside, compare the model with it, then record that: sim gate --accept --reason TEXT.',
    bad: 'a change of sched_loop, and src/model/scheduler-thread.ts left as it was',
    good: 'sim gate --accept --reason "logs more, takes and gives back as before"',
  },
  {
    id: 'model-verdict',
    title: 'A model is not as expected',
    about:
      'The catalogue says what each scenario comes to: its verdict, the signature of each violation, and how many states at least. A change of any of these is a change of a claim.',
    bad: 'pattern-a/scheduler-thread/kernel-1: deadlock',
    good: 'npx sim check: every scenario as expected',
  },
  {
    id: 'model-shipping',
    title: 'A design that is proposed to ship is not verified',
    about: 'Whatever the catalogue expects: a design that is recommended violates nothing, in a complete search.',
    bad: 'a scenario with shipping: true that expects a deadlock',
    good: 'every scenario with shipping: true is verified',
  },
  {
    id: 'model-trace',
    title: 'A committed counterexample does not replay',
    about:
      'A trace in traces/ leads to the violation it names, step by step, and every counterexample has one. After a change that is meant: npm run traces.',
    bad: 'traces/original/…/kernel-1.deadlock-free.json: diverged at step 3',
    good: 'every trace is reproduced',
  },
  {
    id: 'model-mutant',
    title: 'A mistake in a sound design is not noticed',
    about:
      'A design that is proposed to ship is broken in one place after another; a property must notice each. The gate tries the mistakes made by hand, sim mutants all of them.',
    bad: 'pattern-a/conn/…/drop one unlock: verified',
    good: 'npx sim mutants: 0 without a reason',
  },
]

/** The rule with this name. */
export function gateRule(id: string): GateRule | undefined {
  return gateRules.find((rule) => rule.id === id)
}
