import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { InterlockError } from '../engine/error.ts'
import type { SourceFile } from '../gate/read-sources.ts'

/** Bytes of one file, and of all together; files beyond are an error, not a silent pass. */
const MOST_BYTES = 4_000_000
const MOST_TOTAL = 64_000_000
/** Files of one run. */
const MOST_FILES = 5_000

/** A file that cannot be read as text. */
export interface UnreadableFile {
  readonly path: string
  readonly why: string
}

/**
 * The OCaml files among paths: files as they are, folders with all below them. Links are followed only to places inside
 * the folder that was named; hidden folders, `_build` and `node_modules` are left out.
 *
 * @throws InterlockError when a path does not exist, or there is more than bounds allow.
 */
export function sourceFiles(
  paths: readonly string[],
  from: string,
): { files: SourceFile[]; unreadable: UnreadableFile[] } {
  const found = new Map<string, string>()
  for (const path of paths) {
    const full = resolve(from, path)
    const stat = statSync(full, { throwIfNoEntry: false })
    if (stat === undefined) throw new InterlockError('gate', `${path} does not exist; name an OCaml file or a folder`)
    if (stat.isDirectory()) collect(full, realpathSync(full), found, new Set())
    else found.set(realpathSync(full), full)
  }
  if (found.size > MOST_FILES) {
    throw new InterlockError('gate', `${found.size} OCaml files are too many; name fewer than ${MOST_FILES}`)
  }
  return load([...found.values()].sort(), from)
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === '_build' || name === 'node_modules'

function collect(folder: string, root: string, found: Map<string, string>, seen: Set<string>): void {
  const real = realpathSync(folder)
  if (seen.has(real) || !inside(real, root)) return
  seen.add(real)
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    const stat = isHidden(name) ? undefined : statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) collect(path, root, found, seen)
    else if (stat?.isFile() && /\.mli?$/.test(name)) keep(path, root, found)
  }
}

/** A link to a file outside is left out. */
function keep(path: string, root: string, found: Map<string, string>): void {
  const target = realpathSync(path)
  if (inside(target, root)) found.set(target, lstatSync(path).isSymbolicLink() ? target : path)
}

function inside(path: string, root: string): boolean {
  return path === root || path.startsWith(root + sep)
}

function load(paths: readonly string[], from: string): { files: SourceFile[]; unreadable: UnreadableFile[] } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const files: SourceFile[] = []
  const unreadable: UnreadableFile[] = []
  let total = 0
  for (const full of paths) {
    const path = relative(from, full).split(sep).join('/')
    const shown = path.startsWith('..') ? full : path
    const { size } = statSync(full)
    total += size
    if (size > MOST_BYTES || total > MOST_TOTAL) {
      unreadable.push({ path: shown, why: `a file of ${size} bytes is too large` })
      continue
    }
    try {
      files.push({ path: shown, text: decoder.decode(readFileSync(full)) })
    } catch {
      unreadable.push({ path: shown, why: 'not UTF-8' })
    }
  }
  return { files, unreadable }
}
