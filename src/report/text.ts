/** Control characters, and the invisible ones that turn or join text: hostile names must not drive a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** The text with all that a terminal would act on written out: `\x1b`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => {
    const hex = (char.codePointAt(0) ?? 0).toString(16)
    if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
    return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
  })
}

/** JSON text that a terminal does not act on either. */
export function printableJson(value: unknown, indent = 2): string {
  const unit = (at: number): string => `\\u${at.toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent).replace(UNPRINTABLE, (char) =>
    char === '\n' ? char : Array.from({ length: char.length }, (_, at) => unit(char.charCodeAt(at))).join(''),
  )
}

/** A message as one line. */
export function oneLine(text: string): string {
  return printable(text.trim().replace(/\s*\n\s*/g, ' '))
}

/** A name as it stands in a sentence. */
export function quoted(name: string): string {
  return `'${printable(name)}'`
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
}

/** A number with its thousands apart. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 state`, `2,000 states`. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(value)} ${value === 1 ? noun : plural}`
}

/** The number of columns that a text without colour takes. */
export function widthOf(text: string): number {
  return [...text].length
}

/** The largest of any number of values; 0 of none. (`Math.max` takes its arguments from the stack, which ends.) */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

/** The text filled up with spaces. */
export function padded(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'right' ? text + space : space + text
}

/** The text cut to a width, an ellipsis in place of what is missing. */
export function shortened(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text
  return `${[...text].slice(0, Math.max(0, width - widthOf(ellipsis))).join('')}${ellipsis}`
}

/** Names as a column of at most so many; longer ones are cut, so that what stands beside the others can be read. */
export function nameColumn(names: readonly string[], width: number, ellipsis = '…'): readonly string[] {
  const cut = names.map((name) => shortened(name, width, ellipsis))
  const widest = largest(cut.map(widthOf))
  return cut.map((name) => padded(name, widest))
}

/** Breaks a text between words into lines that fit. A word that is longer than a line stays whole. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** A text as indented lines that fit. */
export function paragraph(text: string, columns: number, indent: string): readonly string[] {
  return wrapped(text, columns - widthOf(indent)).map((line) => indent + line)
}

/** An XState state value in one word: `call.parked`; regions of a parallel state are joined: `a.x & b.y`. */
export function stateName(value: unknown): string {
  if (typeof value === 'string') return printable(value)
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([key, inner]) => [printable(key), stateName(inner)].filter((part) => part !== '').join('.'))
    .join(' & ')
}
