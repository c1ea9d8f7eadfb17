/** The edit distance of two texts (Levenshtein), row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]
}

/** `; did you mean 'pattern-a'?`, or nothing when no name is near. */
export function suggestion(given: string, names: readonly string[]): string {
  const limit = Math.max(2, Math.floor(given.length / 3))
  const ranked = [...new Set(names)]
    .map((name) => ({ name, far: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
  return ranked.length === 0 ? '' : `; did you mean '${ranked[0].name}'?`
}
