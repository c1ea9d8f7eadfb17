import { execFileSync } from 'node:child_process'
import { join, relative, sep } from 'node:path'
import { UsageError } from './io.ts'

function git(cwd: string, ...words: readonly string[]): string {
  return execFileSync('git', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 })
}

function asked(cwd: string, fix: string, ...words: readonly string[]): string {
  try {
    return git(cwd, ...words)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(code === 'ENOENT' ? '--base needs git, which is not installed' : fix)
  }
}

/**
 * The files that differ from the revision at which this branch left another one, relative to the working directory; what is
 * renamed counts with both names.
 */
export function changedSince(base: string, cwd: string): readonly string[] {
  const root = asked(cwd, `--base: ${cwd} is not in a git repository`, 'rev-parse', '--show-toplevel').trimEnd()
  const unknown = `--base: git knows no revision '${base}' here; fetch it (actions/checkout: fetch-depth: 0)`
  const revision = asked(
    cwd,
    unknown,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${base}^{commit}`,
  ).trim()
  const apart = `--base: '${base}' and this branch have no common revision here; fetch more (actions/checkout: fetch-depth: 0)`
  const from = asked(cwd, apart, 'merge-base', revision, 'HEAD').trim()
  const list = asked(
    cwd,
    '--base: git diff failed',
    'diff',
    '--name-only',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '-z',
    from,
    '--',
  )
  return list
    .split('\0')
    .filter((file) => file !== '')
    .map((file) => relative(cwd, join(root, file)).split(sep).join('/'))
    .sort()
}
