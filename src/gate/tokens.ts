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

/**
 * The words of OCaml source. Comments (which nest), strings, quoted strings (`{id|…|id}`) and characters are told apart as
 * OCaml's lexer does; operators need not be split as it does.
 */
export function tokensOf(text: string, file: string): Tokens {
  const tokens: Token[] = []
  let line = 1
  let lineStart = 0
  const place = (from: number, to: number): Place => {
    const start = { line, column: from - lineStart + 1 }
    for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
      line++
      lineStart = at + 1
    }
    return { file, ...start, endLine: line, endColumn: to - lineStart + 1 }
  }
  const push = (kind: Token['kind'], from: number, to: number): number => {
    tokens.push({ kind, text: text.slice(from, to), at: place(from, to) })
    return to
  }
  const whole = (from: number, to: number): number => {
    place(from, to)
    return to
  }
  for (let at = 0; at < text.length; ) {
    const comment = text.startsWith('(*', at)
    const end = comment ? (commentEnd(text, at) ?? 'open') : literalEnd(text, at)
    if (end === 'open') return { tokens, unended: place(at, at + 2) }
    if (end !== undefined) at = comment ? whole(at, end) : push(text[at] === "'" ? 'char' : 'string', at, end)
    else at = word(text, at, push, whole)
  }
  return { tokens, unended: undefined }
}

function word(
  text: string,
  at: number,
  push: (kind: Token['kind'], from: number, to: number) => number,
  skip: (from: number, to: number) => number,
): number {
  const space = matched(SPACE, text, at)
  if (space !== '') return skip(at, at + space.length)
  const name = matched(NAME, text, at)
  if (name !== '') return push('name', at, at + name.length)
  const number = matched(NUMBER, text, at)
  if (number !== '') return push('number', at, at + number.length)
  return push('symbol', at, at + Math.max(1, matched(OPERATOR, text, at).length))
}
