import { printable } from './text.ts'

/** A word that a shell takes as it is. */
function word(text: string): string {
  const shown = printable(text)
  return /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}

/** A command as it can be pasted. */
export function commandLine(...words: readonly string[]): string {
  return ['npx', 'sim', ...words].map(word).join(' ')
}
