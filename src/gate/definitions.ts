import type { Place } from './source-report.ts'
import type { Token } from './tokens.ts'

/** A top-level item of a file: what it defines, and its words. */
export interface Definition {
  /** `f`; `module M`, `type t` and so on for what is no value; `()` for what is evaluated only. */
  readonly name: string
  readonly words: readonly string[]
  /** Where it begins. */
  readonly at: Place
}

const OPENS = new Set(['(', '[', '{', 'begin', 'struct', 'sig', 'object'])
const CLOSES = new Set([')', ']', '}', 'end'])
const ITEMS = new Set(['type', 'module', 'class', 'exception', 'external', 'open', 'include', 'val'])

/** After these a keyword begins nothing: `let open`, `let module`, `module type`, `| exception`, `with exception`. */
const INSIDE = new Set(['let', 'module', '|', 'with'])

/** A `let`, `and` or other keyword that may begin an item. */
interface Start {
  readonly at: number
  /** `in` was seen: the `let` is part of an expression. */
  local: boolean
  /** The `let` or item that an `and` continues. */
  readonly first: Start | undefined
}

/** Collects where items may begin: at a `let` without its `in`, and at the other keywords. */
class Starts {
  readonly #found: Start[] = []
  #open: Start[] = []

  #begin(at: number, first?: Start): Start {
    const start: Start = { at, local: false, first }
    this.#found.push(start)
    return start
  }

  /** A keyword outside all brackets, and the word before it. */
  see(word: string, at: number, before: string | undefined): void {
    if (word === 'let') this.#open.push(this.#begin(at))
    else if (word === 'in') this.#close()
    else if (word === 'and' && this.#open.length > 0) this.#begin(at, this.#open[this.#open.length - 1])
    else if (ITEMS.has(word) && !INSIDE.has(before ?? '')) this.#open = [this.#begin(at)]
  }

  #close(): void {
    const last = this.#open.pop()
    if (last !== undefined) last.local = true
  }

  get items(): readonly Start[] {
    return this.#found.filter(({ local, first }) => !local && first?.local !== true)
  }
}

function starts(tokens: readonly Token[]): readonly Start[] {
  const found = new Starts()
  let depth = 0
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== 'symbol' && kind !== 'name') continue
    depth += OPENS.has(text) ? 1 : CLOSES.has(text) ? -1 : 0
    if (depth === 0) found.see(text, at, tokens[at - 1]?.text)
  }
  return found.items
}

/** Words before the name of what is defined. */
const BEFORE = new Set(['let', 'and', 'rec', 'nonrec', '!', '*', '(', ')', ',', '+', '-', '_', "'", ...ITEMS])

function nameOf(words: readonly string[], keyword: string): string {
  if (words[1] === '(' && words[2] === ')') return '()'
  if (keyword === 'let' && words[1] === '_') return '_'
  const name = words.find((word, at) => !BEFORE.has(word) && words[at - 1] !== "'") ?? '_'
  return keyword === 'let' ? name : `${keyword} ${name}`
}

/** The top-level items of a file, in its order; the layout and the comments do not matter. */
export function definitionsOf(tokens: readonly Token[]): readonly Definition[] {
  const items = starts(tokens)
  return items.map(({ at, first }, index) => {
    const words = tokens.slice(at, items[index + 1]?.at ?? tokens.length).map(({ text }) => text)
    return { name: nameOf(words, tokens[(first ?? items[index]).at].text), words, at: tokens[at].at }
  })
}
