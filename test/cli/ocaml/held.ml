open Sx_types

let mtx = Mutex.create ()

let run_scheduler () =
  Mutex.lock mtx;
  ignore (Sx_runtime.sched_run ());
  Mutex.unlock mtx

let handle_request handler fd =
  let req = Sx_http.marshal (Sx_http.read_request fd) in
  Mutex.lock mtx;
  let resp =
    (try Sx_runtime.sx_call handler [Dict req]
     with e -> Mutex.unlock mtx; raise e) in
  Mutex.unlock mtx;
  Sx_http.write_response fd resp

let http_listen port handler =
  let sock = Sx_http.listen port in
  while true do
    let fd, _ = Unix.accept sock in
    ignore (Thread.create (fun fd -> (try handle_request handler fd with e -> Sx_http.write_error fd e); Unix.close fd) fd)
  done
