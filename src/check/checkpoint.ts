import type { Clock } from '../engine/clock.ts'
import { InterlockError } from '../engine/error.ts'
import { fingerprint, summed } from '../engine/fingerprint.ts'
import type { System } from '../engine/system.ts'
import { VERSION } from '../engine/version.ts'
import { Layout } from './layout.ts'
import type { Standing } from './standing.ts'
import { anotherSystem } from './standing.ts'
import { CHUNK } from './store.ts'

/** The first bytes of a checkpoint. */
const MAGIC = 'interlock checkpoint 2\n'
/** Parent links in one part. */
const PARENTS = 1 << 16

/** Of what a checkpoint is: all on which it depends what the system does, as far as it can be told without its functions. */
interface Origin {
  readonly interlock: string
  readonly system: string
  readonly model: string
  /** The clock of the search: it is no part of the model hash, for a run of the same model may have another one. */
  readonly clock: Clock
}

/** What stands at the head of a checkpoint, as JSON. */
type Header = Origin & Omit<Standing, 'chunks' | 'parents'>

/** Gives the next bytes of a checkpoint; fewer than asked for where it ends. */
export type ReadBytes = (length: number) => Uint8Array

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

/** A text as words, with blanks at its end where it does not fill the last one. */
function wordsOf(text: string): Int32Array {
  const bytes = new TextEncoder().encode(text)
  const words = new Int32Array(Math.ceil(bytes.length / 4))
  bytesOf(words).fill(0x20).set(bytes)
  return words
}

/**
 * A checkpoint in pieces, in their order. All words are little-endian, as on every machine that Node runs on but mainframes. Each
 * part is followed by a checksum of all words up to there.
 */
export function* formatCheckpoint(system: System, standing: Standing): Generator<Uint8Array> {
  yield new TextEncoder().encode(MAGIC)
  let sum = 0
  for (const part of partsOf(system, standing)) {
    sum = summed(part, sum)
    yield bytesOf(part)
    yield bytesOf(Int32Array.of(sum))
  }
}

/** The parts of a checkpoint: what it is of, as JSON after its length; the packed states; the parent links. */
function* partsOf(system: System, { chunks, parents, ...rest }: Standing): Generator<Int32Array> {
  const header: Header = { ...originOf(system), ...rest }
  const text = wordsOf(JSON.stringify(header))
  yield Int32Array.of(text.length)
  yield text
  const { words } = Layout.of(rest.limits)
  for (const [chunk, rows] of chunks.entries()) {
    yield rows.subarray(0, Math.min(CHUNK, rest.states - chunk * CHUNK) * words)
  }
  let part: number[] = []
  for (const parent of parents) {
    if (part.push(parent) < PARENTS) continue
    yield Int32Array.from(part)
    part = []
  }
  if (part.length > 0) yield Int32Array.from(part)
}

/** Reads words, and throws where there are fewer. */
function reader(read: ReadBytes): (count: number) => Int32Array {
  return (count) => {
    const bytes = read(4 * count)
    if (bytes.length < 4 * count) throw unreadable('is cut off')
    const copy = new Int32Array(count)
    bytesOf(copy).set(bytes)
    return copy
  }
}

/**
 * Reads a checkpoint of a system.
 * @throws InterlockError when it is none, is cut off or damaged, or is of another system, clock or version.
 */
export function parseCheckpoint(system: System, read: ReadBytes): Standing {
  if (new TextDecoder().decode(read(MAGIC.length)) !== MAGIC) throw unreadable('is none that this version reads')
  const words = reader(read)
  let sum = 0
  const part = (count: number): Int32Array => {
    const found = words(count)
    sum = summed(found, sum)
    if (words(1)[0] !== sum) throw unreadable('is damaged')
    return found
  }
  const [length] = part(1)
  const standing = standingOf(system, JSON.parse(new TextDecoder().decode(part(length))) as Header)
  const { states, limits } = standing
  const width = Layout.of(limits).words
  const chunks: Int32Array[] = []
  for (let first = 0; first < states; first += CHUNK) {
    const rows = new Int32Array(CHUNK * width)
    rows.set(part(Math.min(CHUNK, states - first) * width))
    chunks.push(rows)
  }
  const parents = new Int32Array(states)
  for (let first = 0; first < states; first += PARENTS) parents.set(part(Math.min(PARENTS, states - first)), first)
  if (read(1).length > 0) throw unreadable('is damaged')
  return { ...standing, chunks, parents }
}

/** What a header says, when it is of this system as it is searched here. */
function standingOf(system: System, header: Header): Omit<Header, keyof Origin> {
  const { interlock, system: name, model, clock, ...standing } = header
  const here = originOf(system)
  if (interlock !== here.interlock) throw unreadable(`is of interlock ${interlock}, and this is ${here.interlock}`)
  if (name !== here.system || model !== here.model) throw anotherSystem()
  if (clock !== here.clock) {
    throw unreadable(`was taken under clock '${clock}', and the system is now searched under '${here.clock}'`)
  }
  return standing
}

function originOf(system: System): Origin {
  return {
    interlock: VERSION,
    system: system.name,
    model: fingerprint(system),
    clock: system.clock ?? 'free',
  }
}

function unreadable(what: string): InterlockError {
  return new InterlockError('checkpoint', `the checkpoint ${what}; check the system from the start`)
}
