import type { Clock } from '../engine/clock.ts'
import { InterlockError } from '../engine/error.ts'
import { fingerprint } from '../engine/fingerprint.ts'
import type { System } from '../engine/system.ts'
import { VERSION } from '../engine/version.ts'
import { Layout } from './layout.ts'
import type { Standing } from './standing.ts'
import { anotherSystem } from './standing.ts'
import { CHUNK } from './store.ts'

/** The first bytes of a checkpoint. */
const MAGIC = 'interlock checkpoint 1\n'
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

/** A checksum of words against accidents, in the manner of FNV-1a. */
function summed(words: Int32Array, basis: number): number {
  let sum = basis
  for (const word of words) sum = Math.imul(sum ^ word, 0x01000193)
  return sum
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

/**
 * A checkpoint in parts, in their order: what it is of, as JSON after its length; the packed states; the parent links; a
 * checksum. All words are little-endian, as on every machine that Node runs on but mainframes.
 */
export function* formatCheckpoint(system: System, standing: Standing): Generator<Uint8Array> {
  const { chunks, parents, ...rest } = standing
  const header: Header = { ...originOf(system), ...rest }
  const text = new TextEncoder().encode(JSON.stringify(header))
  yield new TextEncoder().encode(MAGIC)
  yield bytesOf(Int32Array.of(text.length))
  yield text
  const { words } = Layout.of(standing.limits)
  let sum = 0
  for (const [chunk, rows] of chunks.entries()) {
    const part = rows.subarray(0, Math.min(CHUNK, standing.states - chunk * CHUNK) * words)
    sum = summed(part, sum)
    yield bytesOf(part)
  }
  let part: number[] = []
  for (const parent of parents) {
    if (part.push(parent) < PARENTS) continue
    sum = summed(Int32Array.from(part), sum)
    yield bytesOf(Int32Array.from(part))
    part = []
  }
  yield bytesOf(Int32Array.from(part))
  yield bytesOf(Int32Array.of(summed(Int32Array.from(part), sum)))
}

/**
 * Reads a checkpoint of a system.
 * @throws InterlockError when it is none, is cut off or damaged, or is of another system or version.
 */
export function parseCheckpoint(system: System, read: ReadBytes): Standing {
  const words = (count: number): Int32Array => {
    const bytes = read(4 * count)
    if (bytes.length < 4 * count) throw unreadable('is cut off')
    const copy = new Int32Array(count)
    bytesOf(copy).set(bytes)
    return copy
  }
  if (new TextDecoder().decode(read(MAGIC.length)) !== MAGIC) throw unreadable('is none that this version reads')
  const header = headerOf(read(words(1)[0]))
  const { interlock, system: name, model, clock, ...standing } = header
  const here = originOf(system)
  if (interlock !== here.interlock) throw unreadable(`is of interlock ${interlock}, and this is ${here.interlock}`)
  if (name !== here.system || model !== here.model) throw anotherSystem()
  if (clock !== here.clock) {
    throw unreadable(`was taken under clock '${clock}', and the system is now searched under '${here.clock}'`)
  }
  const { states } = standing
  const width = Layout.of(standing.limits).words
  const chunks: Int32Array[] = []
  let sum = 0
  for (let first = 0; first < states; first += CHUNK) {
    const rows = new Int32Array(CHUNK * width)
    rows.set(words(Math.min(CHUNK, states - first) * width))
    sum = summed(rows.subarray(0, Math.min(CHUNK, states - first) * width), sum)
    chunks.push(rows)
  }
  const parents = words(states)
  if (summed(parents, sum) !== words(1)[0]) throw unreadable('is damaged')
  return { ...standing, chunks, parents }
}

function originOf(system: System): Origin {
  return {
    interlock: VERSION,
    system: system.name,
    model: fingerprint(system),
    clock: system.clock ?? 'free',
  }
}

function headerOf(text: Uint8Array): Header {
  try {
    return JSON.parse(new TextDecoder().decode(text)) as Header
  } catch {
    throw unreadable('is cut off')
  }
}

function unreadable(what: string): InterlockError {
  return new InterlockError('checkpoint', `the checkpoint ${what}; check the system from the start`)
}
