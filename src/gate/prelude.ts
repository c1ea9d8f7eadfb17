/**
 * What the gate knows of the library, as OCaml that it reads before the sources: functions that call what they are
 * given. All others give something unknown, and call the functions among their arguments any number of times.
 */
export const LIBRARY_SOURCE = `
let ( |> ) x f = f x
let ( @@ ) f x = f x
let ( ^ ) _ _ = __any ()
module Fun = struct
  let protect ~finally work =
    match work () with
    | v -> finally (); v
    | exception e -> finally (); raise e
  let id x = x
  let const c _ = c
  let flip f x y = f y x
  let negate p v = not (p v)
end
module Mutex = struct
  let protect m f =
    Mutex.lock m;
    match f () with
    | v -> Mutex.unlock m; v
    | exception e -> Mutex.unlock m; raise e
end
module Thread = struct
  let self () = __any ()
  let id _ = __any ()
  let exit () = __end ()
end
module Domain = struct
  let spawn f = Thread.create f ()
  let join d = Thread.join d
  let cpu_relax () = Thread.yield ()
  let recommended_domain_count () = __any ()
end
let __lazy f =
  let forced = ref None in
  fun () -> match !forced with Some v -> v | None -> let v = f () in forced := Some v; v
module Lazy = struct
  let from_fun f = __lazy f
  let from_val v = fun _ -> v
  let force f = f ()
  let force_val f = f ()
end
module Option = struct
  let some x = Some x
  let none = None
  let value o ~default = match o with Some v -> v | None -> default
  let map f = function Some v -> Some (f v) | None -> None
  let bind o f = match o with Some v -> f v | None -> None
  let iter f = function Some v -> f v | None -> ()
  let fold ~none ~some = function Some v -> some v | None -> none
  let is_some = function Some _ -> true | None -> false
  let is_none = function Some _ -> false | None -> true
  let to_result ~none = function Some v -> Ok v | None -> Error none
  let get = function Some v -> v | None -> raise Invalid_argument
end
module Result = struct
  let ok v = Ok v
  let error e = Error e
  let map f = function Ok v -> Ok (f v) | Error e -> Error e
  let map_error f = function Ok v -> Ok v | Error e -> Error (f e)
  let bind r f = match r with Ok v -> f v | Error e -> Error e
  let iter f = function Ok v -> f v | Error _ -> ()
  let iter_error f = function Ok _ -> () | Error e -> f e
  let fold ~ok ~error = function Ok v -> ok v | Error e -> error e
  let is_ok = function Ok _ -> true | Error _ -> false
  let is_error = function Ok _ -> false | Error _ -> true
  let value r ~default = match r with Ok v -> v | Error _ -> default
  let to_option = function Ok v -> Some v | Error _ -> None
  let get_ok = function Ok v -> v | Error _ -> raise Invalid_argument
end
module List = struct
  let rec iter f = function [] -> () | x :: rest -> f x; iter f rest
  let rec __iteri f i = function [] -> () | x :: rest -> f i x; __iteri f (i + 1) rest
  let iteri f l = __iteri f 0 l
  let rec __map f done_ = function [] -> __rev done_ | x :: rest -> let y = f x in __map f (y :: done_) rest
  let map f l = __map f [] l
  let rec __mapi f i done_ = function [] -> __rev done_ | x :: rest -> let y = f i x in __mapi f (i + 1) (y :: done_) rest
  let mapi f l = __mapi f 0 [] l
  let rev_map f l = __rev (map f l)
  let rec __keep f done_ = function
    | [] -> __rev done_
    | x :: rest -> if f x then __keep f (x :: done_) rest else __keep f done_ rest
  let filter f l = __keep f [] l
  let find_all = filter
  let partition f l = let yes = filter f l in (yes, if __guess () then [] else l)
  let rec __filter_map f done_ = function
    | [] -> __rev done_
    | x :: rest -> (match f x with Some y -> __filter_map f (y :: done_) rest | None -> __filter_map f done_ rest)
  let filter_map f l = __filter_map f [] l
  let append a b = __append a b
  let rec __concat f done_ = function [] -> done_ | x :: rest -> let y = f x in __concat f (__append done_ y) rest
  let concat_map f l = __concat f [] l
  let concat l = __concat (fun x -> x) [] l
  let flatten = concat
  let rec fold_left f acc = function [] -> acc | x :: rest -> let next = f acc x in fold_left f next rest
  let fold_right f l acc = fold_left (fun acc x -> f x acc) acc (__rev l)
  let rec for_all f = function [] -> true | x :: rest -> if f x then for_all f rest else false
  let rec exists f = function [] -> false | x :: rest -> if f x then true else exists f rest
  let mem x l = exists (fun y -> y = x) l
  let memq x l = exists (fun y -> y == x) l
  let rec find f = function [] -> raise Not_found | x :: rest -> if f x then x else find f rest
  let rec find_opt f = function [] -> None | x :: rest -> if f x then Some x else find_opt f rest
  let rec assoc k = function [] -> raise Not_found | (key, v) :: rest -> if key = k then v else assoc k rest
  let rec assoc_opt k = function [] -> None | (key, v) :: rest -> if key = k then Some v else assoc_opt k rest
  let mem_assoc k l = exists (fun (key, _) -> key = k) l
  let remove_assoc k l = filter (fun (key, _) -> key <> k) l
  let rev l = __rev l
  let hd = function x :: _ -> x | [] -> raise (Failure "hd")
  let tl = function _ :: rest -> rest | [] -> raise (Failure "tl")
  let nth l _ = __pick l
  let is_empty = function [] -> true | _ -> false
  let cons x l = x :: l
  let sort _ l = l
  let length l = __length l
  let rec __init n f i done_ = if i >= n then __rev done_ else let x = f i in __init n f (i + 1) (x :: done_)
  let init n f = __init n f 0 []
end
let ( @ ) a b = __append a b
let __exits = ref []
let at_exit f = __exits := f :: !__exits
let __finish () = let last = !__exits in __exits := []; List.iter (fun f -> f ()) last
let exit _ = __finish (); __end ()
module Array = struct
  let make _ x = let a = __store () in __put a x; a
  let create = make
  let init n f = let a = __store () in List.iter (fun x -> __put a x) (List.init n f); a
  let get a _ = __pick a
  let set a _ v = __put a v
  let unsafe_get = get
  let unsafe_set = set
  let length a = __length a
  let iter f a = if __is_list a then List.iter f a else while __guess () do f (__pick a) done
  let iteri f a = if __is_list a then List.iteri f a else while __guess () do f (__any ()) (__pick a) done
  let map f a = if __is_list a then List.map f a else let b = __store () in __put b (f (__pick a)); b
  let of_list l = l
  let to_list a = if __is_list a then a else __some (__pick a)
end
module Hashtbl = struct
  let create ?random _ = __store ()
  let hash _ = __any ()
  let add t _ v = __put t v
  let replace t _ v = __put t v
  let remove _ _ = ()
  let reset _ = ()
  let clear _ = ()
  let copy t = t
  let length _ = __lost ()
  let mem _ _ = __lost ()
  let find t _ = if __guess () then __pick t else raise Not_found
  let find_opt t _ = if __guess () then Some (__pick t) else None
  let find_all t _ = __some (__pick t)
  let iter f t = while __guess () do f (__any ()) (__pick t) done
  let fold f t acc = let r = ref acc in while __guess () do r := f (__any ()) (__pick t) !r done; !r
end
module Queue = struct
  exception Empty
  let create () = __queue ()
  let push v q = __push q v
  let add v q = __push q v
  let pop q = match __pop q with Some v -> v | None -> raise Empty
  let take q = pop q
  let take_opt q = __pop q
  let peek q = if __peek q then __lost () else raise Empty
  let top = peek
  let peek_opt q = if __peek q then Some (__lost ()) else None
  let is_empty q = not (__peek q)
  let length q = __size q
  let rec clear q = match __pop q with Some _ -> clear q | None -> ()
  let iter f q = while __guess () do f (__lost ()) done
  let rec transfer a b = match __pop a with Some v -> __push b v; transfer a b | None -> ()
end
module Stack = struct
  exception Empty
  let create () = __queue ()
  let push v q = __push q v
  let pop q = match __pop q with Some v -> v | None -> raise Empty
  let pop_opt q = __pop q
  let is_empty q = not (__peek q)
  let length q = __size q
end
module Atomic = struct
  let make v = ref v
  let get r = !r
  let set r v = r := v
  let exchange r v = __exchange r v
  let compare_and_set r seen v = __compare_and_set r seen v
  let incr r = incr r
  let decr r = decr r
  let fetch_and_add r n = __fetch_and_add r n
end
module Semaphore = struct
  module Binary = struct
    type t = { gate : Mutex.t; free_again : Condition.t; mutable free : bool }
    let make free = { gate = Mutex.create (); free_again = Condition.create (); free }
    let acquire s =
      Mutex.lock s.gate;
      while not s.free do Condition.wait s.free_again s.gate done;
      s.free <- false;
      Mutex.unlock s.gate
    let try_acquire s =
      Mutex.lock s.gate;
      let got = s.free in
      s.free <- false;
      Mutex.unlock s.gate;
      got
    let release s =
      Mutex.lock s.gate;
      s.free <- true;
      Condition.signal s.free_again;
      Mutex.unlock s.gate
  end
  module Counting = struct
    type t = { door : Mutex.t; more : Condition.t; mutable left : int }
    let make left = { door = Mutex.create (); more = Condition.create (); left }
    let acquire s =
      Mutex.lock s.door;
      while s.left = 0 do Condition.wait s.more s.door done;
      s.left <- s.left - 1;
      Mutex.unlock s.door
    let try_acquire s =
      Mutex.lock s.door;
      let got = s.left > 0 in
      if got then s.left <- s.left - 1;
      Mutex.unlock s.door;
      got
    let release s =
      Mutex.lock s.door;
      s.left <- s.left + 1;
      Condition.signal s.more;
      Mutex.unlock s.door
    let get_value s = s.left
  end
end
module Arg = struct
  let parse _ _ _ = ()
end
module Sys = struct
  let __handle = function Signal_handle f -> ignore (Thread.create (fun () -> f (__any ())) ()) | _ -> ()
  let set_signal _ handler = __handle handler
  let signal _ handler = __handle handler; __any ()
end
module Event = struct
  let new_channel () = (__queue (), __queue ())
  let send (items, taken) v = fun () -> __push items v; __take taken
  let receive (items, taken) = fun () -> let v = __take items in __push taken (); v
  let always v = fun () -> v
  let sync event = event ()
  let wrap event f = fun () -> f (event ())
  let guard f = fun () -> (f ()) ()
  let choose events = fun () -> (__pick events) ()
  let select events = (__pick events) ()
  let poll event = if __either () then Some (event ()) else None
end
module Unix = struct
  let pipe ?cloexec () = let q = __queue () in (q, q)
  let read fd _ _ _ = __take fd
  let write fd _ _ _ = __push fd (); __any ()
  let single_write = write
  let write_substring = write
  let connect _ _ = __fetch ()
  let open_connection _ = __fetch (); (__any (), __any ())
  let _exit _ = ()
end
`

/** What the source of the HTTP side does, where it is not among the files. */
export const HTTP_SOURCE = `
module Http = struct
  let fetch ?timeout ~meth ~url ~headers ~body () =
    __fetch ();
    if __either () then raise (Failure "fetch") else (__any (), __any ())
end
module Sx_http = struct
  let fetch_status url = __fetch (); if __either () then raise (Failure "fetch") else __any ()
  let fetch url = __fetch (); if __either () then raise (Failure "fetch") else __any ()
end
let http_listen _ handler =
  while true do
    ignore (Thread.create (fun request -> try ignore (handler request) with _ -> ()) (__any ()))
  done
module Trace = struct
  module Real_mutex = Mutex
  module Real_condition = Condition
  module Mutex = struct
    include Mutex
    let named _ = Mutex.create ()
  end
  module Condition = struct
    include Condition
    let named _ = Condition.create ()
  end
  let ev _ _ = ()
  let name_thread _ = ()
  let tid () = __any ()
  let mono_ns () = __any ()
end
`

/**
 * The SX runtime as its callers see it. A call may end, raise, or ask the kernel: what answers it is in the run queue,
 * and is run by whoever runs the scheduler. Its entries are configuration.
 */
export function runtimeSource({ own, others }: { readonly own: string; readonly others: string }): string {
  return `
module Sx_runtime = struct
  type call = { replied : bool ref }
  let host_thread_id = ref (fun () -> __any ())
  let host_log = ref (fun _ _ -> ())
  let host_now = ref (fun () -> __any ())
  let host_reduce = ref (fun () -> ())
  let host_park = ref (fun ready -> while not (ready ()) do Thread.yield () done)
  let host_wake = ref (fun () -> ())
  let host_notify = ref (fun _ -> ())
  let host_http_blocking = ref (fun _ -> __any ())
  let host_http_async = ref None
  let save_registers = ref true
  let sched_guard = ref false
  let reply_tag = ref true
  let shared_self = ref None
  let use_monitors = ref true
  let current = ref None
  let violations = ref 0
  let ready = __queue ()
  let has_ready () = __peek ready
  let timers_due () = false
  let sched_timers_due () = false
  let blocking_enter _ = __leave ()
  let blocking_leave _ _ = __enter ()
  let whereis _ = __any ()
  let register _ _ = ()
  let self () = __any ()
  let make_proc _ _ _ = __any ()
  let ask () =
    let replied = ref false in
    __push ready (fun () -> replied := true; !host_notify (__any ()));
    !host_wake ();
    replied
  let call_ready c = !(c.replied)
${own}
  let rec drive step =
    match step with
    | Receive r -> (match r.select (__any ()) with Some k -> drive (k ()) | None -> ())
    | _ -> ()
  let spawn ?name ?on_exit body =
    __push ready (fun () -> drive (body ()));
    !host_wake ();
    __any ()
  let gen_loop ~handle_call ~handle_cast state = Done (__any ())
  let gen_call ?timeout ?on_timeout dest req k = Done (__any ())
  let gen_reply _ _ = ()
  let gen_cast _ _ = ()
  let sleep _ k = Done (__any ())
  let http_fetch req k = Done (__any ())
  let send _ _ = ()
end
${others}
`
}

/** Who calls what the files define, when nothing in them does: the accept loop, and a thread that runs the scheduler. */
export const HARNESS_SOURCE = `
let __scheduler run =
  while true do
    __filled Sx_runtime.ready;
    run ();
    __rest ()
  done
let __guarded () =
  let m = __guard () in
  Mutex.lock m;
  ignore (Sx_runtime.sched_run ());
  Mutex.unlock m
let __callers f =
  while true do
    ignore (f ());
    __rest ()
  done
`
