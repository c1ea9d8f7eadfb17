import type { Place } from './source-report.ts'

/** A word of OCaml source; comments are none. */
export interface Token {
  readonly kind: 'name' | 'string' | 'char' | 'number' | 'symbol'
  readonly text: string
  readonly at: Place
}

/** The words of a file, and where a comment or a string begins that never ends. */
export interface Tokens {
  readonly tokens: readonly Token[]
  readonly unended: Place | undefined
}

const SPACE = /\s+/y
const NAME = /[\p{L}_][\p{L}\p{N}_']*/uy
const NUMBER = /\d[\w.]*/y
const CHAR = /'(?:[^\\'\n]|\\(?:[\\'"ntbr ]|\d{3}|x[\da-fA-F]{2}|o[0-7]{3}))'/uy
const QUOTED = /\{(?:%%?[\w.]+\s*)?([a-z_]*)\|/y
const OPERATOR = /[!$%&*+\-./:<=>?@^|~#]+/y

/** The text that a pattern matches at a place; empty when it does not. */
function matched(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/** The end of the string that begins here; `undefined` when it has none. */
function stringEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return undefined
}

function quotedEnd(text: string, from: number, opening: string): number | undefined {
  const id = /([a-z_]*)\|$/.exec(opening)?.[1] ?? ''
  const end = text.indexOf(`|${id}}`, from + opening.length)
  return end < 0 ? undefined : end + id.length + 2
}

/** The end of a string, quoted string or character that begins here; `undefined`: none begins, `'open'`: it has no end. */
function literalEnd(text: string, at: number): number | 'open' | undefined {
  if (text[at] === '"') return stringEnd(text, at) ?? 'open'
  if (text[at] === '{') {
    const opening = matched(QUOTED, text, at)
    return opening === '' ? undefined : (quotedEnd(text, at, opening) ?? 'open')
  }
  const char = text[at] === "'" ? matched(CHAR, text, at) : ''
  return char === '' ? undefined : at + char.length
}

/** The end of the comment that begins here. Comments nest, and literals inside them are literals. */
function commentEnd(text: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < text.length; ) {
    if (text.startsWith('(*', at) || text.startsWith('*)', at)) {
      depth += text[at] === '(' ? 1 : -1
      at += 2
      if (depth === 0) return at
      continue
    }
    const end = literalEnd(text, at)
    if (end === 'open') return undefined
    // A name may end in a quote: f' is no beginning of a character.
    at = end ?? at + Math.max(1, matched(NAME, text, at).length)
  }
  return undefined
}

/** Collects words, keeping count of the lines. */
class Words {
  readonly tokens: Token[] = []
  readonly #text: string
  readonly #file: string
  #line = 1
  #lineStart = 0

  constructor(text: string, file: string) {
    this.#text = text
    this.#file = file
  }

  /** Goes on to an offset; what is passed is no word. */
  pass(from: number, to: number): Place {
    const start = { line: this.#line, column: from - this.#lineStart + 1 }
    for (let at = this.#text.indexOf('\n', from); at >= 0 && at < to; at = this.#text.indexOf('\n', at + 1)) {
      this.#line++
      this.#lineStart = at + 1
    }
    return { file: this.#file, ...start, endLine: this.#line, endColumn: to - this.#lineStart + 1 }
  }

  add(kind: Token['kind'], from: number, to: number): void {
    this.tokens.push({ kind, text: this.#text.slice(from, to), at: this.pass(from, to) })
  }
}

/** What begins at an offset, and how long it is; a number, a name, spaces or an operator. */
function plainWord(text: string, at: number): readonly [Token['kind'] | undefined, number] {
  const space = matched(SPACE, text, at)
  if (space !== '') return [undefined, space.length]
  const name = matched(NAME, text, at)
  if (name !== '') return ['name', name.length]
  const number = matched(NUMBER, text, at)
  if (number !== '') return ['number', number.length]
  return ['symbol', Math.max(1, matched(OPERATOR, text, at).length)]
}

/** What begins at an offset, `undefined` for what is no word, and where it ends. */
function wordAt(text: string, at: number): readonly [Token['kind'] | undefined, number | 'open'] {
  if (text.startsWith('(*', at)) return [undefined, commentEnd(text, at) ?? 'open']
  const end = literalEnd(text, at)
  if (end !== undefined) return [text[at] === "'" ? 'char' : 'string', end]
  const [kind, length] = plainWord(text, at)
  return [kind, at + length]
}

/**
 * The words of OCaml source. Comments (which nest), strings, quoted strings (`{id|…|id}`) and characters are told apart as
 * OCaml's lexer does; operators need not be split as it does.
 */
export function tokensOf(text: string, file: string): Tokens {
  const words = new Words(text, file)
  for (let at = 0; at < text.length; ) {
    const [kind, end] = wordAt(text, at)
    if (end === 'open') return { tokens: words.tokens, unended: words.pass(at, at + 2) }
    if (kind === undefined) words.pass(at, end)
    else words.add(kind, at, end)
    at = end
  }
  return { tokens: words.tokens, unended: undefined }
}
