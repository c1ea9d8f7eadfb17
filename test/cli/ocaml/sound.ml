open Sx_types

let mtx = Mutex.create ()

type cell = { m : Mutex.t; c : Condition.t; mutable result : (value, exn) result option }

let new_cell () = { m = Mutex.create (); c = Condition.create (); result = None }

let fill cell r =
  Mutex.lock cell.m;
  cell.result <- Some r;
  Condition.signal cell.c;
  Mutex.unlock cell.m

let wait cell =
  Mutex.lock cell.m;
  while cell.result = None do Condition.wait cell.c cell.m done;
  Mutex.unlock cell.m;
  match cell.result with
  | Some (Ok v) -> v
  | Some (Error e) -> raise e
  | None -> Nil

let run_scheduler () =
  Mutex.lock mtx;
  ignore (Sx_runtime.sched_run ());
  Mutex.unlock mtx

let handle_request handler fd =
  (* marshal first *)
  let req = Sx_http.marshal (Sx_http.read_request fd) in
  let cell = new_cell () in
  Mutex.lock mtx;
  ignore (Sx_runtime.spawn_call handler [Dict req] ~on_done:(fill cell));
  Mutex.unlock mtx;
  Sx_http.write_response fd (wait cell)

let http_listen port handler =
  let sock = Sx_http.listen port in
  while true do
    let fd, _ = Unix.accept sock in
    ignore
      (Thread.create
         (fun fd ->
            (try handle_request handler fd
             with e -> Sx_http.write_error fd e);
            Unix.close fd)
         fd)
  done
