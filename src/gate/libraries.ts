import { NATIVES } from './natives.ts'

/** Modules of the library that hold nobody up and call nothing but what they are given. */
const LIBRARY = new Set(
  (
    'Arg Array ArrayLabels Atomic Bigarray Bool Buffer Bytes BytesLabels Callback Char Complex Digest Either Ephemeron ' +
    'Filename Float Format Fun Gc Hashtbl In_channel Int Int32 Int64 Lazy Lexing List ListLabels Map MoreLabels Nativeint ' +
    'Obj Oo Option Out_channel Parsing Printexc Printf Queue Random Result Scanf Seq Set Stack StdLabels Stdlib Stream ' +
    'String StringLabels Sys Uchar Unit Weak Unix UnixLabels Str Thread Mutex Condition Event Semaphore Domain Dynlink ' +
    'Sx_runtime Sx_http Sx_types Http Trace external'
  ).split(' '),
)

/** Names that need no module. */
const PERVASIVE = new Set(
  (
    'abs abs_float acos asin atan atan2 at_exit bool_of_string bool_of_string_opt ceil char_of_int classify_float ' +
    'close_in close_in_noerr close_out close_out_noerr compare cos epsilon_float exit exp expm1 float float_of_int ' +
    'float_of_string float_of_string_opt floor flush flush_all format_of_string frexp in_channel_length infinity input ' +
    'input_byte input_char input_line input_value int_of_char int_of_float int_of_string int_of_string_opt ldexp lnot log ' +
    'log10 log1p max max_float max_int min min_float min_int mod_float modf nan neg_infinity open_in open_in_bin open_out ' +
    'open_out_bin output output_byte output_bytes output_char output_string output_value pos_in pos_out pred prerr_char ' +
    'prerr_endline prerr_float prerr_int prerr_newline prerr_string print_char print_endline print_float print_int ' +
    'print_newline print_string read_float read_float_opt read_int read_int_opt read_line really_input seek_in seek_out ' +
    'set_binary_mode_in set_binary_mode_out sin sqrt stderr stdin stdout string_of_bool string_of_float string_of_int ' +
    'succ tan tanh truncate unsafe_really_input valid_float_lexem mod land lor lxor lsl lsr asr do_at_exit __LOC__ ' +
    '__FILE__ __LINE__ __MODULE__ __POS__ __FUNCTION__ __call __again'
  ).split(' '),
)

/** What raises when the data is not as expected, by its exception. Operations on files and sockets are taken to succeed. */
const RAISING: Readonly<Record<string, string>> = {
  Failure:
    'Sx_http.marshal Sx_http.read_request Http.read_request int_of_string float_of_string List.hd List.tl List.nth',
  Invalid_argument:
    'bool_of_string List.combine Option.get Result.get_ok Result.get_error String.sub Bytes.sub Array.sub char_of_int Char.chr',
  Not_found: 'List.find List.assoc String.index String.rindex Sys.getenv Unix.getenv',
  End_of_file: 'input_line input_char read_line read_int really_input',
  Scan_failure: 'Scanf.sscanf',
}

const RAISES = new Map(
  Object.entries(RAISING).flatMap(([name, functions]) => functions.split(' ').map((one) => [one, name] as const)),
)

const moduleOf = (name: string): string => name.slice(0, name.indexOf('.'))

/** Whether a name of a library is one that is described here. */
export function knows(name: string): boolean {
  return NATIVES[name] !== undefined || RAISES.has(name) || KNOWN_OF_UNIX.test(name)
}

const KNOWN_OF_UNIX =
  /^Unix\.(accept|bind|close|connect|gettimeofday|listen|read|recv|recv_substring|select|send|setsockopt|shutdown|sleepf?|socket|write|openfile|getpid|unlink|stat|time|inet_addr_\w+|single_write|write_substring)$/

/** The exception that a function of a library may raise. */
export function raisedBy(name: string): string | undefined {
  return RAISES.get(name)
}

export function isPervasive(name: string): boolean {
  return PERVASIVE.has(name) || !/^[a-z_]/.test(name)
}

/** `Sx_types` has types only: opening it hides no value. */
export function isTypesOnly(module: string): boolean {
  return module === 'Sx_types'
}

/** A function of a module that is neither here nor in the library. */
export function unknownModule(name: string): boolean {
  if (name.startsWith('external.')) return false
  if (!name.includes('.') || !/^[A-Z?]/.test(name)) return !isPervasive(name)
  return !LIBRARY.has(moduleOf(name))
}

export function soundsLikeALock(name: string): boolean {
  return /lock|mutex|acquire|release|semaphore|condition|monitor|sx_|sched|spawn_call|call_(start|resume)/i.test(name)
}
