// The states that are known: looked up, numbered when they are new, entered again into a larger table.
import {
  CHUNKS, CHUNK_BITS, COUNT, DONE, ENDS, FRESH, HASHES, LEFT_OUT, LOADED, LOADED_TABLE, MASK, PACKED, PROBED, SIZE,
  STATES, STOP, TABLE, TARGETS, UNFOUND, WORDS,
} from '../header'
import { at, hash, pointer, put, stateAt } from './words'

/** From this table size on, its entries are mostly not in the processor's cache. */
const COLD: u32 = 1 << 16

/** Whether a stored state is the one at this address. */
@inline
function equal(stored: usize, state: usize, words: u32): bool {
  let word: u32 = 0
  while (word < words && at(stored, word) === at(state, word)) word++
  return word === words
}

/** All states that are stored, however many. */
const ALL: u32 = u32.MAX_VALUE

/** The place in the table that holds a state, or the empty one where it belongs; it is looked for among so many first states. */
@inline
function placeOf(state: usize, hashed: u32, table: usize, mask: u32, chunks: usize, words: u32, among: u32): u32 {
  let place = hashed & mask
  for (let entry: u32 = at(table, place); entry !== 0; entry = at(table, place)) {
    const index = (entry & mask) - 1
    const same = ((entry ^ hashed) & ~mask) === 0 && index < among
    if (same && equal(stateAt(chunks, index, words), state, words)) break
    place = (place + 1) & mask
  }
  return place
}

/** The number of a state; -1 when it is not stored. */
export function find(state: usize): i32 {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  return (at(table, placeOf(state, hash(state, words), table, mask, pointer(0, CHUNKS), words, ALL)) & mask) - 1
}

/** Stores a state under this number, in the place of the table where it belongs. There must be room for it. */
@inline
function append(index: u32, state: usize, hashed: u32, place: u32, table: usize, mask: u32, chunks: usize, words: u32): void {
  const stored = stateAt(chunks, index, words)
  for (let word: u32 = 0; word < words; word++) put(stored, word, at(state, word))
  put(table, place, (hashed & ~mask) | (index + 1))
}

/** Says how many states there are: whoever reads it from now on finds all of them. */
@inline
function publish(count: u32): void {
  atomic.store<i32>(COUNT << 2, count)
}

/** Stores a state unless it is known: its number when it is new, the complement when it is not. */
export function add(state: usize): i32 {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  const chunks = pointer(0, CHUNKS)
  const hashed = hash(state, words)
  const place = placeOf(state, hashed, table, mask, chunks, words, ALL)
  const known = (at(table, place) & mask) - 1
  if (known >= 0) return ~known
  const index: u32 = at(0, COUNT)
  append(index, state, hashed, place, table, mask, chunks, words)
  publish(index + 1)
  return index
}

/**
 * Brings what the look-ups of the desk's successors will touch into the processor's cache: many loads at once, which do not
 * wait for one another as they do in look-ups one by one.
 */
@inline
function warm(desk: usize, table: usize, mask: u32, chunks: usize, words: u32): void {
  const hashes = pointer(desk, HASHES)
  const targets = pointer(desk, TARGETS)
  const size: u32 = at(desk, SIZE)
  for (let successor: u32 = 0; successor < size; successor++) {
    put(targets, successor, at(table, at(hashes, successor) & mask))
  }
  let seen = 0
  for (let successor: u32 = 0; successor < size; successor++) {
    const entry: u32 = at(targets, successor)
    if (entry !== 0) seen ^= at(stateAt(chunks, (entry & mask) - 1, words), 0)
  }
  put(desk, LOADED, seen)
}

/** Brings the places of the table where successors belong that were not found into the cache. */
@inline
function warmUnfound(desk: usize, table: usize, mask: u32): void {
  const hashes = pointer(desk, HASHES)
  const unfound = pointer(desk, FRESH)
  const count: u32 = at(desk, UNFOUND)
  let seen = 0
  for (let each: u32 = 0; each < count; each++) seen ^= at(table, at(hashes, at(unfound, each)) & mask)
  put(desk, LOADED, seen)
}

/** Nothing on the desk was found yet. */
@inline
function listAll(desk: usize): void {
  const unfound = pointer(desk, FRESH)
  const size: u32 = at(desk, SIZE)
  for (let successor: u32 = 0; successor < size; successor++) put(unfound, successor, successor)
  put(desk, UNFOUND, size)
}

/**
 * Looks up those of the desk's successors that were not found yet, in their order, and numbers what is new as long as there are
 * fewer states than `most`; a new one beyond gets -1, and the state that it belongs to is the last one. Returns how many states of
 * the desk were done.
 */
export function resolve(desk: usize, most: u32): u32 {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  const chunks = pointer(0, CHUNKS)
  const hashes = pointer(desk, HASHES)
  const packed = pointer(desk, PACKED)
  const targets = pointer(desk, TARGETS)
  const ends = pointer(desk, ENDS)
  const fresh = pointer(desk, FRESH)
  if (at(desk, PROBED) === 0) {
    listAll(desk)
    if (mask >= COLD) warm(desk, table, mask, chunks, words)
  } else if (mask >= COLD) warmUnfound(desk, table, mask)
  const unfound: u32 = at(desk, UNFOUND)
  let count: u32 = at(0, COUNT)
  let found: u32 = 0
  let full = false
  let state: u32 = 0
  for (let each: u32 = 0; each < unfound; each++) {
    const successor: u32 = at(fresh, each)
    if (successor >= <u32>at(ends, state)) {
      if (full) break
      while (successor >= <u32>at(ends, state)) state++
    }
    const hashed: u32 = at(hashes, successor)
    const address = packed + ((<usize>(successor * words)) << 2)
    const place = placeOf(address, hashed, table, mask, chunks, words, ALL)
    let index: i32 = (at(table, place) & mask) - 1
    if (index < 0) {
      if (count < most) {
        index = count++
        append(index, address, hashed, place, table, mask, chunks, words)
        // What is listed there was read already.
        put(fresh, found++, state)
      } else full = true
    }
    put(targets, successor, index)
  }
  publish(count)
  put(desk, STOP, full ? LEFT_OUT : DONE)
  return full ? state + 1 : at(desk, STATES)
}

/**
 * Looks the desk's successors up among the states that there are, while others may be added: what is found is so for good, what is
 * not found (-1, and listed) may be there by now.
 */
@inline
export function probe(desk: usize): void {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  const chunks = pointer(0, CHUNKS)
  const hashes = pointer(desk, HASHES)
  const packed = pointer(desk, PACKED)
  const targets = pointer(desk, TARGETS)
  const fresh = pointer(desk, FRESH)
  const size: u32 = at(desk, SIZE)
  const known: u32 = atomic.load<i32>(COUNT << 2)
  let unfound: u32 = 0
  if (mask >= COLD) warm(desk, table, mask, chunks, words)
  for (let successor: u32 = 0; successor < size; successor++) {
    const hashed: u32 = at(hashes, successor)
    const address = packed + ((<usize>(successor * words)) << 2)
    const place = placeOf(address, hashed, table, mask, chunks, words, known)
    // Where nothing was, another state may be by now.
    const index: i32 = (at(table, place) & mask) - 1
    const isFound = <u32>index < known
    put(targets, successor, isFound ? index : -1)
    if (!isFound) put(fresh, unfound++, successor)
  }
  put(desk, UNFOUND, unfound)
  put(desk, PROBED, 1)
}

/** States that are entered into the table together. */
const AT_ONCE: u32 = 64

/** Enters the states of a chunk into the table, which lacks them; others may enter other chunks. */
export function enter(chunk: u32): void {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  const states = pointer(pointer(0, CHUNKS), chunk)
  const first = chunk << CHUNK_BITS
  const count = min<u32>(<u32>at(0, COUNT) - first, 1 << CHUNK_BITS)
  let seen = 0
  for (let from: u32 = 0; from < count; from += AT_ONCE) {
    const end = min(from + AT_ONCE, count)
    for (let state = from; state < end; state++) {
      seen ^= at(table, hash(states + ((<usize>(state * words)) << 2), words) & mask)
    }
    for (let state = from; state < end; state++) {
      const hashed = hash(states + ((<usize>(state * words)) << 2), words)
      const entry = (hashed & ~mask) | (first + state + 1)
      let place = hashed & mask
      while (at(table, place) !== 0 || atomic.cmpxchg<i32>(table + ((<usize>place) << 2), 0, entry) !== 0) {
        place = (place + 1) & mask
      }
    }
  }
  // What was only loaded in advance must be used, or it would not be loaded.
  put(0, LOADED_TABLE, seen)
}
