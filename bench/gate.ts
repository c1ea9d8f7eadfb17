// How the source gate's time grows with a source: processor time of 10,000 lines against 1,000 lines of the same kind, and
// against parsing alone. npm run bench:gate
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadOcaml } from '../src/cli/ocaml.ts'
import { readSources } from '../src/gate/read-sources.ts'

const parse = await loadOcaml()
const folder = join(import.meta.dirname, '../test/gate/fixtures/labelled')
const handler = readFileSync(join(folder, 'original.ml'), 'utf8')

/** Ten lines of a server's ordinary code. */
const block = (n: number): string => `
let table_${n} : (string, int) Hashtbl.t = Hashtbl.create 16
let lookup_${n} key =
  match Hashtbl.find_opt table_${n} key with
  | Some count when count > ${n} -> Printf.sprintf "%s:%d" key count
  | Some _ | None -> (try String.sub key 0 ${n % 7} with Invalid_argument _ -> key)
let render_${n} items =
  let buffer = Buffer.create 80 in
  List.iter (fun item -> Buffer.add_string buffer (lookup_${n} item)) items;
  Buffer.contents buffer`

function source(lines: number): string {
  return `${Array.from({ length: Math.ceil(lines / 10) }, (_, n) => block(n)).join('')}\n${handler}`
}

/** Seconds of processor time: on a machine that others use too, the clock would measure them. */
function seconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const read = (text: string): string => readSources([{ path: 'server.ml', text }], parse).verdict
const [small, large] = [source(1_000), source(10_000)]
if (read(small) !== 'blocks' || read(large) !== 'blocks') throw new Error('the handler is not found any more')
const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]
const time = (work: () => void): number => median(Array.from({ length: 3 }, () => seconds(work)))
const whole = time(() => read(large))
const tenth = time(() => read(small))
const parsing = time(() => parse(large, 'implementation'))
console.log(`10,000 lines take ${(whole / tenth).toFixed(1)} times what 1,000 take`)
console.log(`10,000 lines take ${(whole / parsing).toFixed(1)} times what parsing them takes`)
