// The successors of states, by the flat moves of the space.
import {
  ASK, BEGINS, CELLS, CHUNKS, CODE, CROWDED, DONE, ENDS, FLAGGED, FLAGS, HASHES, LETTERS, LIMIT, MOVED, PACKED,
  RANKED, RANKS, RECEIPTS, ROOM, SHIFT, SIZE, SLOTS, STARTS, STARTS_ROOM, STATES, STOP, WORD, WORDS, WORK,
} from '../header'
import { at, hash, pointer, put, stateAt } from './words'

/** Of a move's flags, those of a faulty step; the others as `tables.ts` has them. */
const FAULTS: i32 = 7
const MOVES: i32 = 8
const PLAIN: i32 = 32
const SENDS: i32 = 64

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
      // Written once: threads that write to the same place wait for one another.
      if ((flag & MOVES) !== 0 && at(moved, slot) === 0) put(moved, slot, 1)
      put(hashes, size++, hash(successor, words))
    }
  }
  return size
}
