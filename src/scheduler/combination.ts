/**
 * The combination with this number among all sets of at most `most` of the numbers 0 … `below`-1: first the empty one,
 * then those of one number, of two …, each size in colexicographic order (Knuth, TAOCP 4A, 7.2.1.3). Numbers beyond the
 * last begin again.
 */
export function combination(index: number, most: number, below: number): readonly number[] {
  const sizes = Array.from({ length: Math.min(most, below) + 1 }, (_, size) => choose(below, size))
  const total = sizes.reduce((sum, count) => sum + count, 0)
  let rest = ((index % total) + total) % total
  const size = sizes.findIndex((count) => {
    if (rest < count) return true
    rest -= count
    return false
  })
  const members: number[] = []
  for (let left = size; left > 0; left--) {
    let largest = left - 1
    while (choose(largest + 1, left) <= rest) largest++
    rest -= choose(largest, left)
    members.unshift(largest)
  }
  return members
}

/** The number of combinations without repetition of this many numbers below `below`. */
export function combinations(most: number, below: number): number {
  return Array.from({ length: Math.min(most, below) + 1 }, (_, size) => choose(below, size)).reduce((a, b) => a + b, 0)
}

function choose(from: number, size: number): number {
  let ways = 1
  for (let index = 1; index <= size; index++) ways = (ways * (from - size + index)) / index
  return Math.round(ways)
}
