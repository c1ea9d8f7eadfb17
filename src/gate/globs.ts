/** Whether a name matches a pattern in which `*` stands for any text and `?` for one character; linear but for restarts at the last `*`. */
function nameMatches(pattern: string, name: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  for (let p = 0; at < name.length || p < pattern.length; ) {
    if (pattern[p] === '*') {
      star = p++
      resume = at
    } else if (at < name.length && (pattern[p] === '?' || pattern[p] === name[at])) {
      p++
      at++
    } else {
      if (star < 0 || resume >= name.length) return false
      at = ++resume
      p = star + 1
    }
  }
  return true
}

/**
 * Whether a path matches a pattern: `*` and `?` stay within a name, `**` stands for any number of folders (at the end: for
 * all that is below). Takes time in the product of the lengths, whatever the pattern.
 */
export function matches(pattern: string, path: string): boolean {
  const names = path.split('/')
  // Which beginnings of the path the pattern's beginning matches.
  let reached: readonly boolean[] = names.map(() => false)
  reached = [true, ...reached]
  for (const part of pattern.split('/')) {
    const next = new Array<boolean>(names.length + 1).fill(false)
    for (let at = 0; at <= names.length; at++) {
      if (part === '**') next[at] = reached[at] || (at > 0 && next[at - 1])
      else next[at] = at > 0 && reached[at - 1] && nameMatches(part, names[at - 1])
    }
    reached = next
  }
  return reached[names.length]
}

/** The folder under which all matches of a pattern lie. */
export function folderOf(pattern: string): string {
  const parts = pattern.split('/')
  const wild = parts.findIndex((part) => /[*?]/.test(part))
  return (wild < 0 ? parts : parts.slice(0, wild)).join('/')
}
