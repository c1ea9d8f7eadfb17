import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changedSince } from '../../src/cli/git.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-git-')))
const git = (...words: readonly string[]): void => {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@t.t', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...who, ...words], { cwd: folder, stdio: 'pipe' })
}
const commit = (name: string): void => {
  git('add', '-A')
  git('commit', '-qm', name)
}
const put = (file: string, text: string): void => writeFileSync(join(folder, file), text)

git('init', '-q', '-b', 'main')
mkdirSync(join(folder, 'bin'))
for (const file of ['kept.ml', 'edited.ml', 'gone.ml', 'bin/moved.ml']) put(file, `let name = "${file}"\n`)
commit('begin')
git('checkout', '-qb', 'change')
put('edited.ml', 'let x = 2\n')
put('new "ä\nfile.ml', 'let x = 3\n')
rmSync(join(folder, 'gone.ml'))
renameSync(join(folder, 'bin/moved.ml'), join(folder, 'elsewhere.ml'))
commit('change')
git('checkout', '-q', 'main')
put('kept.ml', 'let main = "went on"\n')
commit('meanwhile')
git('checkout', '-q', 'change')
const changed = ['bin/moved.ml', 'edited.ml', 'elsewhere.ml', 'gone.ml', 'new "ä\nfile.ml']

test('what a branch changed since it left another one, not what that did meanwhile; renamed files by both names', () => {
  expect(changedSince('main', folder)).toEqual(changed)
})

test('what is changed and not committed counts too', () => {
  put('kept.ml', 'let x = 4\n')
  expect(changedSince('main', folder)).toEqual([...changed, 'kept.ml'].sort())
  git('checkout', '-q', 'kept.ml')
})

test('from a folder below, what lies outside of it leads out', () => {
  mkdirSync(join(folder, 'lib'), { recursive: true })
  expect(changedSince('main', join(folder, 'lib'))).toContain('../edited.ml')
})

test.each([
  [
    'an unknown revision',
    'nowhere',
    "git knows no revision 'nowhere' here; fetch it (actions/checkout: fetch-depth: 0)",
  ],
  ['an option', '--output=x', "git knows no revision '--output=x' here"],
])('%s is refused', (_, base, message) => {
  expect(() => changedSince(base, folder)).toThrow(message)
})

test('outside of a repository: an error that says so', () => {
  expect(() => changedSince('main', mkdtempSync(join(tmpdir(), 'interlock-')))).toThrow('is not in a git repository')
})
