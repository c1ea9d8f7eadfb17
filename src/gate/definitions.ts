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

/** Where items may begin: a `let` without its `in`, and the other keywords, outside all brackets. */
function starts(tokens: readonly Token[]): readonly Start[] {
  const found: Start[] = []
  let open: Start[] = []
  let depth = 0
  const begin = (at: number, first?: Start): Start => {
    const start: Start = { at, local: false, first }
    found.push(start)
    return start
  }
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind === 'symbol' || kind === 'name') depth += OPENS.has(text) ? 1 : CLOSES.has(text) ? -1 : 0
    if (depth !== 0 || kind !== 'name') continue
    if (text === 'let') open.push(begin(at))
    else if (text === 'in') {
      const last = open.pop()
      if (last !== undefined) last.local = true
    } else if (text === 'and' && open.length > 0) begin(at, open[open.length - 1])
    else if (ITEMS.has(text) && !INSIDE.has(tokens[at - 1]?.text)) open = [begin(at)]
  }
  return found.filter(({ local, first }) => !local && first?.local !== true)
}

/** Words before the name of what is defined. */
const BEFORE = new Set(['let', 'and', 'rec', 'nonrec', '!', '*', '(', ')', ',', '+', '-', '_', "'", ...ITEMS])

function nameOf(words: readonly string[], keyword: string): string {
  if (words[1] === '(' && words[2] === ')') return '()'
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
