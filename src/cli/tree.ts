import type { Stats } from 'node:fs'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { folderOf, matches } from '../gate/globs.ts'
import { UsageError } from './io.ts'

/** Files that are larger than this are not sources that somebody wrote. */
const LARGEST = 4 * 2 ** 20
/** More files than this are no tree of sources. */
const MOST = 100_000

function missing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
}

/** The text of a file that may come from anybody; `undefined` when there is none. */
export function readText(path: string, shown: string): string | undefined {
  const found = statOf(path, shown)
  if (found === undefined) return undefined
  if (!found.isFile()) throw new UsageError(`${shown} is not a file`)
  if (found.size > LARGEST) throw new UsageError(`${shown} is larger than ${LARGEST / 2 ** 20} MiB`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${shown} is not UTF-8 text`)
    throw new UsageError(`${shown} cannot be read: ${(error as Error).message}`)
  }
}

/**
 * The path of a file of a tree.
 *
 * @throws UsageError when links lead out of the tree.
 */
export function pathInside(root: string, file: string): string {
  const path = resolve(root, file)
  let real: string
  try {
    real = realpathSync(path)
  } catch (error) {
    if (missing(error)) return path
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
  const from = relative(realpathSync(root), real)
  if (from === '..' || from.startsWith(`..${sep}`) || resolve(from) === from) {
    throw new UsageError(`${file} leads out of the tree`)
  }
  return path
}

/** Visits the files below a folder. Links count as what they lead to, which must be in the tree. */
function* below(root: string, at: string, seen: Set<string>): Generator<string> {
  const path = pathInside(root, at)
  const stat = statOf(path, at)
  if (stat?.isFile()) yield at
  if (!stat?.isDirectory() || seen.has(realpathSync(path))) return
  seen.add(realpathSync(path))
  for (const name of readdirSync(path)) {
    if (name !== '.git') yield* below(root, at === '' ? name : `${at}/${name}`, seen)
  }
}

/** The files of a tree that patterns match, in alphabetical order. A folder that links lead to again is read once. */
export function filesMatching(root: string, patterns: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const pattern of patterns) {
    for (const file of below(root, folderOf(pattern), new Set())) {
      if (matches(pattern, file)) found.add(file)
      if (found.size > MOST) throw new UsageError(`'${pattern}' matches more than ${MOST} files`)
    }
  }
  return [...found].sort()
}

function statOf(path: string, shown: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    if (missing(error)) return undefined
    throw new UsageError(`${shown} cannot be read: ${(error as Error).message}`)
  }
}
