// Where the core finds things: numbers of 32-bit words from the header at address 0, and from a desk's own address. What is
// said to be by something is the address (in bytes) of a list. Read by the core itself (AssemblyScript) and by those who call it.

/** Slots of a state, and words of a packed one. */
export const SLOTS = 0
export const WORDS = 1
/** By slot: the word of its bits, the place of the lowest, the greatest configuration that fits. */
export const WORD = 2
export const SHIFT = 3
export const LIMIT = 4
/** By chunk of states: its address. */
export const CHUNKS = 5
/** The table: its address, and its size less one. */
export const TABLE = 6
export const MASK = 7
/** The flat moves, and by slot: the address of where configurations begin there, and how many it holds. */
export const CODE = 8
export const STARTS = 9
export const STARTS_ROOM = 10
/** By slot: the address of the configurations after receipt, how many letters wide, and how many cells it has. */
export const RECEIPTS = 11
export const LETTERS = 12
export const CELLS = 13
/** The slots in the defined order, and how many they are. */
export const RANKED = 14
export const RANKS = 15
/** By slot, whether some step has moved it. */
export const MOVED = 16
/** What was loaded of the table in advance. */
export const LOADED_TABLE = 17

/** How many states there are; in a line of its own, since it changes while others read the rest. */
export const COUNT = 32

/** Words of the header. */
export const HEADER = 48

/** States in one chunk, as a power of two. */
export const CHUNK_BITS = 15

/** How many states have their successors on a desk, how many successors these are, and how many have room. */
export const STATES = 0
export const SIZE = 1
export const ROOM = 2
/** By state: the end of its successors. */
export const ENDS = 3
/** By successor: hash, flags, packed state, the number it turns out to have. */
export const HASHES = 4
export const FLAGS = 5
export const PACKED = 6
export const TARGETS = 7
/** By new state: the state of the desk that it was found from; before, the successors that were not found. */
export const FRESH = 8
/** By slot: the configuration in the state expanded last, and where its moves begin. */
export const WORK = 9
export const BEGINS = 10
/** Why the core stopped; whether any successor has flags; what was loaded in advance. */
export const STOP = 11
export const FLAGGED = 12
export const LOADED = 13
/** Of a desk that was planned: the states whose successors belong there, the first that was not done, whether their successors
 * were looked up, and how many of these were not found. */
export const FROM = 14
export const END = 15
export const REACHED = 16
export const PROBED = 17
export const UNFOUND = 18

/** Words of a desk. */
export const DESK = 20

/** In a plan: how many of its pieces were taken, how many there are, and the addresses of the desks that these are; 0 when they are
 * chunks of states for the table. */
export const TAKEN = 0
export const PIECES = 1
export const LIST = 2

/** The batch is full, or there are no more states. */
export const DONE = 0
/** The next state is beyond what the core does by itself. */
export const ASK = 1
/** The next state has more successors than there is room for. */
export const CROWDED = 2
/** A new state was left out: there are as many as there may be. */
export const LEFT_OUT = 3
