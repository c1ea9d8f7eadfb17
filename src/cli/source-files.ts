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
 * the folder that was named, others are unreadable; hidden folders, `_build` and `node_modules` are left out.
 *
 * @throws InterlockError when a path does not exist, or there is more than bounds allow.
 */
export function sourceFiles(
  paths: readonly string[],
  from: string,
): { files: SourceFile[]; unreadable: UnreadableFile[] } {
  const found = new Map<string, string>()
  const astray: string[] = []
  for (const path of paths) {
    const full = resolve(from, path)
    const stat = statSync(full, { throwIfNoEntry: false })
    if (stat === undefined) throw new InterlockError('gate', `${path} does not exist; name an OCaml file or a folder`)
    if (stat.isDirectory()) collect(full, realpathSync(full), { found, astray }, new Set())
    else found.set(realpathSync(full), full)
  }
  if (found.size > MOST_FILES) {
    throw new InterlockError('gate', `${found.size} OCaml files are too many; name fewer than ${MOST_FILES}`)
  }
  const { files, unreadable } = load([...found.values()].sort(), from)
  const lost = astray.map((path) => ({
    path: shownAs(path, from),
    why: 'a link that leads to no file inside the folder',
  }))
  return { files, unreadable: [...lost, ...unreadable] }
}

/** What is below a folder: files by the place that they really are at, and links that lead to none that may be read. */
interface Below {
  readonly found: Map<string, string>
  readonly astray: string[]
}

function shownAs(full: string, from: string): string {
  const path = relative(from, full).split(sep).join('/')
  return path.startsWith('..') ? full : path
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === '_build' || name === 'node_modules'

function collect(folder: string, root: string, below: Below, seen: Set<string>): void {
  const real = realpathSync(folder)
  if (seen.has(real)) return
  seen.add(real)
  for (const name of readdirSync(folder).sort()) if (!isHidden(name)) keep(join(folder, name), root, below, seen)
}

/** Keeps a source, or what is below a folder. */
function keep(path: string, root: string, below: Below, seen: Set<string>): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  const target = stat && realpathSync(path)
  const isSource = /\.mli?$/.test(path)
  if (target === undefined || !inside(target, root)) {
    if (isSource || stat?.isDirectory()) below.astray.push(path)
    return
  }
  if (stat?.isDirectory()) collect(path, root, below, seen)
  else if (stat?.isFile() && isSource) below.found.set(target, lstatSync(path).isSymbolicLink() ? target : path)
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
    const shown = shownAs(full, from)
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
