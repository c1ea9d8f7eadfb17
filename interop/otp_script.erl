%% Runs scripts of src/model/otp on the real OTP: the same data, interpreted by plain Erlang. Prints one line per note:
%% the script's number, the process, milliseconds since main began, the label, the value.
-module(otp_script).
-behaviour(gen_server).
-export([main/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, handle_continue/2, terminate/2]).

%% How long a script may take, and how many run at once.
-define(HORIZON, 8000).
-define(ABREAST, 10).

main([File]) ->
    logger:set_primary_config(level, none),
    {ok, Scripts} = file:consult(File),
    observe(length(Scripts), warm_up()),
    abreast(lists:zip(lists:seq(0, length(Scripts) - 1), Scripts), 0),
    halt(0).

abreast([], 0) -> ok;
abreast([{Id, Script} | Rest], Running) when Running < ?ABREAST ->
    spawn_monitor(fun() -> run(Id, Script) end),
    abreast(Rest, Running + 1);
abreast(Rest, Running) ->
    receive {'DOWN', _, process, _, normal} -> abreast(Rest, Running - 1);
            {'DOWN', _, process, _, Why} -> io:format(standard_error, "runner: ~p~n", [Why]), halt(1)
    end.

%% The first crash of a node loads code, which takes its time.
warm_up() ->
    #{processes => #{
        main => #{program => [#{do => start, process => s, name => s},
                              #{do => call, to => s, request => boom, 'catch' => true},
                              #{do => stop, to => s, 'catch' => true}]},
        s => #{server => #{call => #{boom => [#{do => error, reason => boom}]}}}}}.

run(Id, Script) -> io:put_chars(observe(Id, Script)).

observe(Id, #{processes := Processes}) ->
    Table = ets:new(script, [public, ordered_set]),
    World = #{id => Id, table => Table, processes => Processes, start => erlang:monotonic_time(millisecond)},
    {Main, Ref} = spawn_process(fun() -> begin_process(World, main, #{}) end, [monitor]),
    Ended = receive {'DOWN', Ref, process, Main, _} -> true after ?HORIZON -> false end,
    Notes = ets:select(Table, [{{{note, '_'}, '$1', '$2', '$3', '$4'}, [], [{{'$1', '$2', '$3', '$4'}}]}]),
    Pids = ets:select(Table, [{{{pid, '$1'}, '$2'}, [], [{{'$2', '$1'}}]}]),
    [exit(Pid, kill) || {Pid, _} <- Pids],
    Lines = [io_lib:format("~w\t~s\t~w\t~s\t~s~n", [Id, P, At, Label, text(Value, Id, maps:from_list(Pids))])
             || {P, At, Label, Value} <- Notes],
    [Lines, io_lib:format("~w\t$end\t0\tended\t~w~n", [Id, Ended])].

spawn_process(Fun, Options) -> proc_lib:spawn_opt(Fun, Options).

begin_process(World, Name, Variables) ->
    enter(World, Name),
    #{program := Program} = code(),
    program(Program, Variables).

enter(#{table := Table} = World, Name) ->
    put(world, World), put(me, Name),
    ets:insert(Table, {{pid, Name}, self()}).

code() -> #{processes := Processes} = get(world), maps:get(get(me), Processes).
server() -> maps:get(server, code(), #{}).

%% The callbacks.

init({World, Name}) ->
    enter(World, Name),
    program(maps:get(init, server(), [#{do => return, value => #{tuple => [ok, []]}}]), #{}).
handle_call(Message, From, State) -> clause(call, Message, #{'From' => From, 'State' => State}).
handle_cast(Message, State) -> clause(cast, Message, #{'State' => State}).
handle_info(Message, State) ->
    case server() of
        #{info := _} -> clause(info, Message, #{'State' => State});
        _ -> {noreply, State}
    end.
handle_continue(Message, State) -> clause(continue, Message, #{'State' => State}).
terminate(Reason, State) ->
    program(maps:get(terminate, server(), []), #{'Reason' => Reason, 'State' => State}).

clause(Callback, Message, Variables0) ->
    Clauses = maps:get(Callback, server(), #{}),
    Variables1 = Variables0#{'Message' => Message},
    {Head, Variables} = case Message of
        M when is_tuple(M), tuple_size(M) > 1 -> {element(1, M), Variables1#{'Arg' => element(2, M)}};
        M when is_tuple(M), tuple_size(M) > 0 -> {element(1, M), Variables1};
        M -> {M, Variables1}
    end,
    case Clauses of
        #{Head := Program} when is_atom(Head) -> program(Program, Variables);
        #{'_' := Program} -> program(Program, Variables);
        _ -> erlang:error(function_clause)
    end.

%% Programs.

program([], _) -> ok;
program([#{do := return, value := Value} | _], V) -> ev(Value, V);
program([Operation | Rest], V) ->
    Value = result(Operation, V),
    program(Rest, case Operation of #{as := Name} -> V#{Name => Value}; _ -> V end).

result(#{'catch' := true} = Operation, V) ->
    try {ok, do(Operation, V)}
    catch error:Reason:Stack -> {error, {Reason, Stack}};
          Class:Reason -> {Class, Reason}
    end;
result(Operation, V) -> do(Operation, V).

do(#{do := note, label := Label, value := Value}, V) ->
    #{table := Table, start := Start} = get(world),
    At = erlang:monotonic_time(millisecond) - Start,
    ets:insert(Table, {{note, erlang:unique_integer([monotonic])}, get(me), At, Label, ev(Value, V)}), ok;
do(#{do := set, value := Value}, V) -> ev(Value, V);
do(#{do := sleep, ms := Ms}, V) -> timer:sleep(ev(Ms, V));
do(#{do := call, to := To, request := Request} = O, V) ->
    gen_server:call(dest(To, V), ev(Request, V), maps:get(timeout, O, 5000));
do(#{do := cast, to := To, request := Request}, V) -> gen_server:cast(dest(To, V), ev(Request, V));
do(#{do := send, to := To, message := Message}, V) -> dest(To, V) ! ev(Message, V);
do(#{do := reply, to := To, value := Value}, V) -> gen_server:reply(ev(To, V), ev(Value, V));
do(#{do := send_request, to := To, request := Request}, V) -> gen_server:send_request(dest(To, V), ev(Request, V));
do(#{do := wait_response, request := Request, timeout := T}, V) -> gen_server:wait_response(ev(Request, V), T);
do(#{do := receive_response, request := Request, timeout := T}, V) -> gen_server:receive_response(ev(Request, V), T);
do(#{do := 'receive'} = O, V) ->
    Deadline = case maps:get(timeout, O, infinity) of
        infinity -> infinity;
        T -> erlang:monotonic_time(millisecond) + T
    end,
    await(ev(maps:get(match, O, '_'), V), Deadline, ev(maps:get(otherwise, O, timeout), V));
do(#{do := mailbox}, _) -> messages();
do(#{do := spawn, process := Name} = O, V) ->
    #{table := Table} = World = get(world),
    Variables = maps:with(maps:get(with, O, []), V),
    Pid = spawn_process(fun() -> begin_process(World, Name, Variables) end, [link || maps:get(link, O, false)]),
    ets:insert(Table, {{pid, Name}, Pid}),
    Pid;
do(#{do := start, process := Process} = O, _) ->
    Start = case maps:get(link, O, false) of true -> start_link; false -> start end,
    Arguments = [?MODULE, {get(world), Process}, [{timeout, maps:get(timeout, O, infinity)}]],
    apply(gen_server, Start, case O of #{name := Name} -> [{local, name(Name)} | Arguments]; _ -> Arguments end);
do(#{do := enter_loop, state := State}, V) -> gen_server:enter_loop(?MODULE, [], ev(State, V));
do(#{do := stop, to := To} = O, V) ->
    gen_server:stop(dest(To, V), ev(maps:get(reason, O, normal), V), maps:get(timeout, O, infinity));
do(#{do := register, name := Name}, _) -> register(name(Name), self());
do(#{do := unregister, name := Name}, _) -> unregister(name(Name));
do(#{do := whereis, name := Name}, _) -> whereis(name(Name));
do(#{do := make_ref}, _) -> make_ref();
do(#{do := alias}, _) -> alias();
do(#{do := unalias, ref := Ref}, V) -> unalias(ev(Ref, V));
do(#{do := monitor, to := To, alias := true}, V) -> monitor(process, dest(To, V), [{alias, demonitor}]);
do(#{do := monitor, to := To}, V) -> monitor(process, dest(To, V));
do(#{do := demonitor, ref := Ref}, V) -> demonitor(ev(Ref, V), [flush]);
do(#{do := link, to := To}, V) -> link(ev(To, V));
do(#{do := unlink, to := To}, V) -> unlink(ev(To, V));
do(#{do := is_alive, to := To}, V) -> is_process_alive(ev(To, V));
do(#{do := process_info, to := To}, V) ->
    process_info(ev(To, V), [status, current_function, message_queue_len]);
do(#{do := trap_exit, flag := Flag}, _) -> process_flag(trap_exit, Flag);
do(#{do := signal, to := To, reason := Reason}, V) -> exit(ev(To, V), ev(Reason, V));
do(#{do := exit, reason := Reason}, V) -> exit(ev(Reason, V));
do(#{do := error, reason := Reason}, V) -> erlang:error(ev(Reason, V));
do(#{do := throw, reason := Reason}, V) -> throw(ev(Reason, V)).

%% A receive of a pattern that is data: looks again every millisecond.
await(Pattern, Deadline, Otherwise) ->
    case lists:search(fun(M) -> matches(Pattern, M) end, messages()) of
        {value, Message} -> receive M when M =:= Message -> M end;
        false ->
            case Deadline =/= infinity andalso erlang:monotonic_time(millisecond) >= Deadline of
                true -> Otherwise;
                false -> timer:sleep(1), await(Pattern, Deadline, Otherwise)
            end
    end.

%% A receive with a clause takes in what has arrived; process_info alone does not.
messages() ->
    receive '$never' -> ok after 0 -> ok end,
    {messages, Messages} = process_info(self(), messages),
    Messages.

matches('_', _) -> true;
matches(P, T) when is_tuple(P), is_tuple(T) -> matches(tuple_to_list(P), tuple_to_list(T));
matches([P | Ps], [T | Ts]) -> matches(P, T) andalso matches(Ps, Ts);
matches(P, T) -> P =:= T.

%% Terms. Names carry the script's number, for many scripts run at once.

ev(#{tuple := Parts}, V) -> list_to_tuple([ev(Part, V) || Part <- Parts]);
ev(#{pid := Name}, _) -> #{table := Table} = get(world), [{_, Pid}] = ets:lookup(Table, {pid, Name}), Pid;
ev(#{var := Name}, V) -> maps:get(Name, V);
ev(#{append := [List, Element]}, V) -> ev(List, V) ++ [ev(Element, V)];
ev(#{element := [N, Tuple]}, V) -> element(N, ev(Tuple, V));
ev([Head | Tail], V) -> [ev(Head, V) | ev(Tail, V)];
ev(Term, _) -> Term.

name(Name) -> #{id := Id} = get(world), list_to_atom("s" ++ integer_to_list(Id) ++ "." ++ atom_to_list(Name)).

dest(To, V) ->
    case ev(To, V) of
        Name when is_atom(Name) -> name(Name);
        {global, Name} -> {global, name(Name)};
        {Name, Node} when is_atom(Name) -> {name(Name), Node};
        Pid -> Pid
    end.

%% Values as the model shows them: without stacks and arguments, pids and references by name.
text(Value, Id, Pids) ->
    {Plain, _} = plain(Value, {integer_to_list(Id), Pids, #{}}),
    io_lib:format("~w", [Plain]).

plain(T, {_, Pids, _} = S) when is_pid(T) -> {list_to_atom("<" ++ atom_to_list(maps:get(T, Pids, unknown)) ++ ">"), S};
plain(T, {Id, Pids, Refs} = S) when is_reference(T) ->
    case Refs of
        #{T := N} -> {N, S};
        _ -> N = list_to_atom("#r" ++ integer_to_list(map_size(Refs) + 1)), {N, {Id, Pids, Refs#{T => N}}}
    end;
plain({M, F, A}, S) when is_list(A), {M, F} =:= {gen_server, call}; is_list(A), {M, F} =:= {sys, terminate} ->
    {{M, F, '...'}, S};
plain([{M, F, A, L} | _], S) when is_atom(M), is_atom(F), is_list(L), (is_list(A) orelse is_integer(A)) -> {stack, S};
plain(T, S0) when is_tuple(T) -> {L, S} = plain(tuple_to_list(T), S0), {list_to_tuple(L), S};
plain([H0 | T0], S0) -> {H, S1} = plain(H0, S0), {T, S} = plain(T0, S1), {[H | T], S};
plain(T, {Id, _, _} = S) when is_atom(T) ->
    Prefix = "s" ++ Id ++ ".",
    case string:prefix(atom_to_list(T), Prefix) of nomatch -> {T, S}; Name -> {list_to_atom(Name), S} end;
plain(T, S) -> {T, S}.
