// Words in the core's memory, and packed states among them.
import {
  CHUNK_BITS,
} from '../header'

@inline
export function at(address: usize, index: u32): i32 {
  return load<i32>(address + ((<usize>index) << 2))
}

@inline
export function put(address: usize, index: u32, value: i32): void {
  store<i32>(address + ((<usize>index) << 2), value)
}

/** An address among the words at another one. */
@inline
export function pointer(address: usize, index: u32): usize {
  return <usize>(<u32>at(address, index))
}

/** The address of a stored state. */
@inline
export function stateAt(chunks: usize, index: u32, words: u32): usize {
  const within = (index & ((1 << CHUNK_BITS) - 1)) * words
  return pointer(chunks, index >>> CHUNK_BITS) + ((<usize>within) << 2)
}

/** The mixer of MurmurHash3 (Appleby, public domain), folded over the words of a packed state. */
@inline
export function hash(state: usize, words: u32): u32 {
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
