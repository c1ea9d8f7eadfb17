// The innermost loop of a search, in AssemblyScript: a subset of TypeScript that is compiled to WebAssembly (`npm run core` writes
// `bytes.ts`). All it works on is in one memory, at the addresses that `header.ts` names; it allocates nothing and calls nobody.
import {
  END, FROM, LIST, PIECES, REACHED, ROOM, SHIFT, TAKEN, WORD, WORDS,
} from '../header'
import { gather } from './moves'
import { enter, probe } from './table'
import { at, pointer, put } from './words'

export { gather, seal } from './moves'
export { add, enter, find, resolve } from './table'

/** Does what is planned, piece by piece, until all pieces are taken; others may do so too. */
export function perform(plan: usize): void {
  const list = pointer(plan, LIST)
  for (;;) {
    const taken: u32 = atomic.add<i32>(plan + (TAKEN << 2), 1)
    if (taken >= <u32>at(plan, PIECES)) return
    if (list === 0) enter(taken)
    else propose(pointer(list, taken))
  }
}

/** Puts the successors of the states that are planned for a desk there, and looks them up. */
@inline
function propose(desk: usize): void {
  put(desk, REACHED, gather(desk, at(desk, FROM), at(desk, END), at(desk, ROOM)))
  probe(desk)
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
