import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { GateConfig } from '../gate/config.ts'
import type { Drifted } from '../gate/drift.ts'
import { accepting, digestsOf, drift } from '../gate/drift.ts'
import { matches } from '../gate/globs.ts'
import { declaredPaths, missingScripts, nativeOnly, threadFree } from '../gate/ground-rules.ts'
import { driftFindings } from '../gate/judgement.ts'
import type { SourceFinding } from '../gate/source-report.ts'
import { sources } from '../model/sources.ts'
import { readData } from './gate-config.ts'
import { changedSince } from './git.ts'
import { UsageError } from './io.ts'
import { filesMatching, pathInside, readText } from './tree.ts'

/** The files that a rule is about: those of the tree, and those that were read besides, wherever they lie. */
function filesOf(patterns: readonly string[], read: readonly string[], cwd: string): ReadonlyMap<string, string> {
  const besides = read.filter((file) => patterns.some((pattern) => matches(`**/${pattern}`, file)))
  const all = [...new Set([...filesMatching(cwd, patterns), ...besides])].filter((file) => /\.mli?$/.test(file)).sort()
  return new Map(
    all.map((file) => {
      const path = besides.includes(file) ? resolve(cwd, file) : pathInside(cwd, file)
      return [file, readText(path, file) ?? '']
    }),
  )
}

function missing(files: readonly string[], cwd: string): readonly string[] {
  return files.filter((file) => (readText(pathInside(cwd, file), file) ?? '').trim() === '')
}

/** What the models stand for, as it is and as it was accepted. */
function drifted({ rules }: GateConfig, cwd: string): readonly Drifted[] {
  const { root, digests, models } = rules.drift
  const accepted = readData(digests, cwd, digestsOf) ?? {}
  return drift(models ?? sources, accepted, (file) => {
    const path = root === '' ? file : `${root}/${file}`
    return readText(pathInside(cwd, path), path)
  })
}

/**
 * The rules that look at the tree and not at what its threads do.
 *
 * @param read the sources that were read, which may lie outside the tree.
 */
export function treeFindings(
  config: GateConfig,
  read: readonly string[],
  base: string | undefined,
  cwd: string,
): readonly SourceFinding[] {
  const { rules } = config
  const on = (rule: keyof typeof rules): boolean => rules[rule].level !== 'off'
  const found: SourceFinding[] = []
  if (on('thread-free')) {
    const { files, modules } = rules['thread-free']
    for (const [file, text] of filesOf(files, read, cwd)) found.push(...threadFree(file, text, modules))
  }
  if (on('native-only')) {
    const { files, primitives } = rules['native-only']
    for (const [file, text] of filesOf(files, read, cwd)) found.push(...nativeOnly(file, text, primitives))
  }
  if (on('declared-paths') && base !== undefined) {
    found.push(...declaredPaths(changedSince(base, cwd), rules['declared-paths'].paths))
  }
  if (on('regression-script')) found.push(...missingScripts(missing(rules['regression-script'].files, cwd)))
  if (on('drift')) found.push(...driftFindings(drifted(config, cwd), rules.drift.root))
  return found
}

/** Records that what has changed was looked at; returns how many definitions, and where. */
export function acceptDrift(
  config: GateConfig,
  reason: string,
  cwd: string,
): { readonly changed: number; readonly file: string } {
  const { level, digests } = config.rules.drift
  if (level === 'off') {
    throw new UsageError(
      '--accept: the rule drift is off; turn it on in interlock.config.json: "rules": { "drift": true }',
    )
  }
  const now = drifted(config, cwd)
  const absent = now.filter(({ kind }) => kind === 'missing').map(({ file, definition }) => `${definition} of ${file}`)
  if (absent.length === now.length) {
    throw new UsageError(`--accept: none of the models' definitions is there; rules.drift.root says where they lie`)
  }
  const accepted = accepting(now, readData(digests, cwd, digestsOf) ?? {}, reason)
  try {
    writeFileSync(pathInside(cwd, digests), `${JSON.stringify({ definitions: accepted }, null, 2)}\n`)
  } catch (error) {
    throw new UsageError(`${digests} cannot be written: ${(error as Error).message}`)
  }
  return { changed: now.filter(({ kind }) => kind === 'changed' || kind === 'unrecorded').length, file: digests }
}
