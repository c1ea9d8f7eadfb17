// The innermost loop of a search, in AssemblyScript: a subset of TypeScript that is compiled to WebAssembly (`npm run build:core` writes
// `bytes.ts`). All it works on is in one memory, at the addresses that `header.ts` names; it allocates nothing and calls nobody.
import {
  ASK, BEGINS, CELLS, CHUNK_BITS, CHUNKS, CODE, COUNT, CROWDED, DESKS, DONE, END, ENDS, FLAGGED, FLAGS, FRESH, FROM,
  HASHES, KNOWN, LEFT_OUT, LETTERS, LIMIT, LIST, LOADED, MASK, MOVED, PACKED, PROBED, RANKED, RANKS, REACHED,
  RECEIPTS, ROOM, SHIFT, SIZE, SLOTS, STARTS, STARTS_ROOM, STATES, STOP, TABLE, TAKEN, TARGETS, WORD, WORDS, WORK,
} from './header'

/** Of a move's flags, those of a faulty step; the others as `tables.ts` has them. */
const FAULTS: i32 = 7
const MOVES: i32 = 8
const PLAIN: i32 = 32
const SENDS: i32 = 64

/** From this table size on, its entries are mostly not in the processor's cache. */
const COLD: u32 = 1 << 16

@inline
function at(address: usize, index: u32): i32 {
  return load<i32>(address + ((<usize>index) << 2))
}

@inline
function put(address: usize, index: u32, value: i32): void {
  store<i32>(address + ((<usize>index) << 2), value)
}

/** An address among the words at another one. */
@inline
function pointer(address: usize, index: u32): usize {
  return <usize>(<u32>at(address, index))
}

/** The address of a stored state. */
@inline
function stateAt(chunks: usize, index: u32, words: u32): usize {
  const within = (index & ((1 << CHUNK_BITS) - 1)) * words
  return pointer(chunks, index >>> CHUNK_BITS) + ((<usize>within) << 2)
}

/** The mixer of MurmurHash3 (Appleby, public domain), folded over the words of a packed state. */
@inline
function hash(state: usize, words: u32): u32 {
  let hashed: u32 = words
  for (let word: u32 = 0; word < words; word++) {
    const mixed: u32 = <u32>at(state, word) * 0xcc9e2d51
    hashed ^= rotl<u32>(mixed, 15) * 0x1b873593
    hashed = rotl<u32>(hashed, 13) * 5 + 0xe6546b64
  }
  hashed = (hashed ^ (hashed >>> 16)) * 0x85ebca6b
  hashed = (hashed ^ (hashed >>> 13)) * 0xc2b2ae35
  return hashed ^ (hashed >>> 16)
}

/** Hashes the successors of a desk from this one on. */
export function seal(desk: usize, from: u32): void {
  const words: u32 = at(0, WORDS)
  const hashes = pointer(desk, HASHES)
  const packed = pointer(desk, PACKED)
  const size: u32 = at(desk, SIZE)
  for (let successor = from; successor < size; successor++) {
    put(hashes, successor, hash(packed + ((<usize>(successor * words)) << 2), words))
  }
}

/** Puts the successors of the next states on the desk until it is full; returns the first state that is not done. */
export function gather(desk: usize, from: u32, end: u32, full: u32): u32 {
  let index = from
  let size: u32 = at(desk, SIZE)
  let states: u32 = at(desk, STATES)
  const ends = pointer(desk, ENDS)
  const room: u32 = at(desk, ROOM)
  put(desk, STOP, DONE)
  for (; index < end && size < full && states < room; index++) {
    const after = expand(desk, index, size)
    if (after < 0) {
      put(desk, STOP, -after)
      break
    }
    size = after
    put(ends, states++, size)
  }
  put(desk, SIZE, size)
  put(desk, STATES, states)
  return index
}

/** A slot's configuration in a packed state. */
@inline
function configOf(state: usize, slot: u32, word: usize, shift: usize, limit: usize): i32 {
  return (at(state, at(word, slot)) >>> at(shift, slot)) & at(limit, slot)
}

/** Brings the moves of a state's configurations to the desk; false when some are not known, or depend on timers. */
@inline
function survey(desk: usize, state: usize): bool {
  const slots: u32 = at(0, SLOTS)
  const word = pointer(0, WORD)
  const shift = pointer(0, SHIFT)
  const limit = pointer(0, LIMIT)
  const starts = pointer(0, STARTS)
  const rooms = pointer(0, STARTS_ROOM)
  const code = pointer(0, CODE)
  const work = pointer(desk, WORK)
  const begins = pointer(desk, BEGINS)
  for (let slot: u32 = 0; slot < slots; slot++) {
    const config = configOf(state, slot, word, shift, limit)
    if (at(work, slot) === config) continue
    let begin: i32 = 0
    if (config !== 0) {
      if (config < at(rooms, slot)) begin = at(pointer(starts, slot), config)
      if (begin === 0 || at(code, begin) !== at(code, begin + 1)) {
        put(work, slot, -1)
        return false
      }
    }
    put(work, slot, config)
    put(begins, slot, begin)
  }
  return true
}

/** Gives a state up that was begun; what is on the desk of configurations may be half changed, and is forgotten. */
function ask(desk: usize): i32 {
  const slots: u32 = at(0, SLOTS)
  const work = pointer(desk, WORK)
  for (let slot: u32 = 0; slot < slots; slot++) put(work, slot, -1)
  return -ASK
}

/** Puts the successors of a state on the desk; returns their end, or why that cannot be done, negative. */
function expand(desk: usize, index: u32, first: u32): i32 {
  const words: u32 = at(0, WORDS)
  const state = stateAt(pointer(0, CHUNKS), index, words)
  if (!survey(desk, state)) return -ASK
  const slots: u32 = at(0, SLOTS)
  const word = pointer(0, WORD)
  const shift = pointer(0, SHIFT)
  const limit = pointer(0, LIMIT)
  const code = pointer(0, CODE)
  const receipts = pointer(0, RECEIPTS)
  const letters = pointer(0, LETTERS)
  const cells = pointer(0, CELLS)
  const moved = pointer(0, MOVED)
  const ranked = pointer(0, RANKED)
  const ranks: u32 = at(0, RANKS)
  const work = pointer(desk, WORK)
  const begins = pointer(desk, BEGINS)
  const hashes = pointer(desk, HASHES)
  const flags = pointer(desk, FLAGS)
  const packed = pointer(desk, PACKED)
  const room: u32 = at(desk, ROOM)
  let size = first
  for (let rank: u32 = 0; rank < ranks; rank++) {
    const slot: u32 = at(ranked, rank)
    const begin: u32 = at(begins, slot)
    if (begin === 0) continue
    const last: u32 = at(code, begin)
    for (let move = begin + 2; move < last; move = at(code, move + 2)) {
      if (size === room) return -CROWDED
      const flag = at(code, move + 1)
      if ((flag & SENDS) === 0) return -ASK
      const plain = (flag & PLAIN) !== 0
      const next = at(code, move)
      const successor = packed + ((<usize>(size * words)) << 2)
      for (let each: u32 = 0; each < words; each++) put(successor, each, at(state, each))
      let spare = at(limit, slot) - next
      const own: u32 = at(word, slot)
      put(successor, own, at(successor, own) ^ ((at(work, slot) ^ next) << at(shift, slot)))
      if (!plain) put(work, slot, next)
      const end: u32 = at(code, move + 2)
      for (let operation = move + 3; operation < end; operation += 2) {
        const receiver: u32 = at(code, operation)
        const letter = at(code, operation + 1)
        if (receiver >= slots) return ask(desk)
        const before = at(work, receiver)
        const width = at(letters, receiver)
        const cell = before * width + letter
        if (letter >= width || cell >= at(cells, receiver)) return ask(desk)
        const after = at(pointer(receipts, receiver), cell)
        // Not known yet; or the receiver goes away, and its children with it.
        if (after < 0 || (after === 0 && before !== 0)) return ask(desk)
        spare |= at(limit, receiver) - after
        const place: u32 = at(word, receiver)
        put(successor, place, at(successor, place) ^ ((before ^ after) << at(shift, receiver)))
        if (!plain) put(work, receiver, after)
      }
      if (!plain) {
        put(work, slot, configOf(state, slot, word, shift, limit))
        for (let operation = move + 3; operation < end; operation += 2) {
          const receiver: u32 = at(code, operation)
          put(work, receiver, configOf(state, receiver, word, shift, limit))
        }
      }
      // Negative when a configuration has outgrown its bits.
      if (spare < 0) return -ASK
      if ((flag & FAULTS) !== 0) put(desk, FLAGGED, 1)
      put(flags, size, flag & FAULTS)
      if ((flag & MOVES) !== 0) put(moved, slot, 1)
      put(hashes, size++, hash(successor, words))
    }
  }
  return size
}

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

/** Stores a state in the place of the table where it belongs; returns its number. There must be room for it. */
@inline
function append(state: usize, hashed: u32, place: u32, table: usize, mask: u32, chunks: usize, words: u32): u32 {
  const index: u32 = at(0, COUNT)
  put(0, COUNT, index + 1)
  const stored = stateAt(chunks, index, words)
  for (let word: u32 = 0; word < words; word++) put(stored, word, at(state, word))
  put(table, place, (hashed & ~mask) | (index + 1))
  return index
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
  return known >= 0 ? ~known : append(state, hashed, place, table, mask, chunks, words)
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

/**
 * Looks the desk's successors up, in their order, and numbers what is new as long as there are fewer states than `most`; a new one
 * beyond gets -1, and the state that it belongs to is the last one. Returns how many states of the desk were done.
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
  const states: u32 = at(desk, STATES)
  let found: u32 = 0
  const probed = at(desk, PROBED) !== 0
  put(desk, STOP, DONE)
  if (!probed && mask >= COLD) warm(desk, table, mask, chunks, words)
  let successor: u32 = 0
  let full = false
  let state: u32 = 0
  for (; state < states && !full; state++) {
    const end: u32 = at(ends, state)
    for (; successor < end; successor++) {
      if (probed && at(targets, successor) >= 0) continue
      const hashed: u32 = at(hashes, successor)
      const address = packed + ((<usize>(successor * words)) << 2)
      const place = placeOf(address, hashed, table, mask, chunks, words, ALL)
      let index: i32 = (at(table, place) & mask) - 1
      if (index < 0) {
        if (<u32>at(0, COUNT) < most) {
          index = append(address, hashed, place, table, mask, chunks, words)
          put(fresh, found++, state)
        } else {
          full = true
          put(desk, STOP, LEFT_OUT)
        }
      }
      put(targets, successor, index)
    }
  }
  return state
}

/**
 * Looks the desk's successors up among the states that were known when it was planned, while others may be added: what is found
 * is so for good, what is not found (-1) may be there by now.
 */
@inline
function probe(desk: usize): void {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  const chunks = pointer(0, CHUNKS)
  const hashes = pointer(desk, HASHES)
  const packed = pointer(desk, PACKED)
  const targets = pointer(desk, TARGETS)
  const size: u32 = at(desk, SIZE)
  const known: u32 = at(desk, KNOWN)
  if (mask >= COLD) warm(desk, table, mask, chunks, words)
  for (let successor: u32 = 0; successor < size; successor++) {
    const hashed: u32 = at(hashes, successor)
    const address = packed + ((<usize>(successor * words)) << 2)
    const place = placeOf(address, hashed, table, mask, chunks, words, known)
    put(targets, successor, (at(table, place) & mask) - 1)
  }
  put(desk, PROBED, 1)
}

/** Does what is planned, desk by desk, until all desks are taken; others may do so too. */
export function propose(plan: usize): void {
  for (;;) {
    const taken: u32 = atomic.add<i32>(plan + (TAKEN << 2), 1)
    if (taken >= <u32>at(plan, DESKS)) return
    const desk = pointer(pointer(plan, LIST), taken)
    put(desk, REACHED, gather(desk, at(desk, FROM), at(desk, END), at(desk, ROOM)))
    probe(desk)
  }
}

/** Enters all states into the table, which must be empty. */
export function rehash(): void {
  const words: u32 = at(0, WORDS)
  const table = pointer(0, TABLE)
  const mask: u32 = at(0, MASK)
  const chunks = pointer(0, CHUNKS)
  const count: u32 = at(0, COUNT)
  for (let index: u32 = 0; index < count; index++) {
    const hashed = hash(stateAt(chunks, index, words), words)
    let place = hashed & mask
    while (at(table, place) !== 0) place = (place + 1) & mask
    put(table, place, (hashed & ~mask) | (index + 1))
  }
}

/** Packs states anew, as the header has it; the layout before is at these addresses. What is written to must be 0. */
export function repack(
  narrow: usize,
  wide: usize,
  count: u32,
  slots: u32,
  words: u32,
  wordBefore: usize,
  shiftBefore: usize,
  limitBefore: usize,
): void {
  const wider: u32 = at(0, WORDS)
  const word = pointer(0, WORD)
  const shift = pointer(0, SHIFT)
  for (let slot: u32 = 0; slot < slots; slot++) {
    let from: u32 = at(wordBefore, slot)
    let to: u32 = at(word, slot)
    for (let index: u32 = 0; index < count; index++, from += words, to += wider) {
      const config = (at(narrow, from) >>> at(shiftBefore, slot)) & at(limitBefore, slot)
      put(wide, to, at(wide, to) | (config << at(shift, slot)))
    }
  }
}
