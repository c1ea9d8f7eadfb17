import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sim } from './sim.ts'

// The steps of action.yml, in a clean folder, against a small repository of git: a change that brings the lock ordering back
// is blocked at the right line, another one passes.

const root = join(import.meta.dirname, '..', '..')
const SERVER = 'hosts/ocaml/bin/sx_server.ml'
const SCRIPT = 'hosts/ocaml/test/handler_kernel_unblock.sh'

const file = (name: string): string => readFileSync(join(import.meta.dirname, 'ocaml', name), 'utf8')
const sound = file('sound.ml')
const held = file('held.ml')

/** The script of a step of the action, as a runner would give it to bash. */
function step(name: string): string {
  const action = readFileSync(join(root, 'action.yml'), 'utf8')
  const [, body] = new RegExp(`- name: ${name}\\n[\\s\\S]*?\\n {6}run: \\|\\n((?: {8}.*\\n?)*)`).exec(action) ?? []
  if (body === undefined) throw new Error(`action.yml has no step '${name}'`)
  return body.replace(/^ {8}/gm, '')
}

/** What an input of the action is when the workflow does not set it. */
function standard(input: string): string {
  const action = readFileSync(join(root, 'action.yml'), 'utf8')
  const [, value] = new RegExp(`\\n {2}${input}:\\n(?: {4}.*\\n)*? {4}default: (.*)\\n`).exec(action) ?? []
  return value === "''" ? '' : value
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function git(cwd: string, ...words: readonly string[]): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@t.t', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...who, ...words], { cwd, stdio: 'pipe' })
}

/** A repository whose branch main is sound, and a branch with these changes, checked out. */
function repository(changes: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-repo-'))
  git(folder, 'init', '-q', '-b', 'main')
  const paths = [SERVER, SCRIPT]
  const rules = { 'declared-paths': { paths }, 'regression-script': { files: [SCRIPT] } }
  write(folder, 'interlock.config.json', JSON.stringify({ rules }))
  write(folder, SERVER, sound)
  write(folder, SCRIPT, '#!/bin/sh\n')
  git(folder, 'add', '.')
  git(folder, 'commit', '-qm', 'sound')
  git(folder, 'checkout', '-qb', 'change')
  for (const [path, text] of Object.entries(changes)) write(folder, path, text)
  git(folder, 'add', '.')
  git(folder, 'commit', '-qm', 'change', '--allow-empty')
  return folder
}

/** Runs the step of the action that gates, with what a workflow gives it. */
function act(cwd: string, inputs: Readonly<Record<string, string>>) {
  const names = ['paths', 'base', 'config', 'baseline', 'format', 'sarif', 'junit']
  const given = names.map((name) => [name.toUpperCase(), inputs[name] ?? standard(name)])
  const env = { PATH: process.env.PATH, HOME: cwd, INTERLOCK: root, ...Object.fromEntries(given) }
  const page = join(cwd, 'summary.md')
  const script = ['-eo', 'pipefail', '-c', step('Gate')]
  const { status, stdout, stderr } = spawnSync('bash', script, {
    cwd,
    env: { ...env, GITHUB_STEP_SUMMARY: page },
    encoding: 'utf8',
  })
  return { status, stdout, stderr, page }
}

describe('the action', () => {
  test('blocks a change that brings the lock ordering back, at its line', () => {
    const cwd = repository({ [SERVER]: held })
    const { status, stdout, stderr, page } = act(cwd, { paths: 'hosts/ocaml/bin\n', base: 'main' })
    expect(stderr).toBe('')
    expect(status).toBe(1)
    const line = held.split('\n').findIndex((text) => text.includes('Sx_runtime.sx_call')) + 1
    expect(stdout).toMatch(new RegExp(`^${SERVER}:${line}:\\d+: blocks \\[lock-held-across-call\\]`, 'm'))
    expect(stdout).toMatch(new RegExp(`^::error file=${SERVER},line=${line},`, 'm'))
    expect(readFileSync(page, 'utf8')).toContain('Verdict: blocks')
    const { results } = JSON.parse(readFileSync(join(cwd, 'interlock.sarif'), 'utf8')).runs[0]
    expect(results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: SERVER },
      region: { startLine: line },
    })
    expect(readFileSync(join(cwd, 'interlock.xml'), 'utf8')).toContain('type="blocks"')
  })

  test('lets a change pass that does not', () => {
    const cwd = repository({ [SERVER]: sound.replace('(* marshal first *)', '(* read, then marshal *)') })
    const { status, stdout, stderr } = act(cwd, { paths: 'hosts/ocaml/bin', base: 'main', format: 'gitea' })
    expect(stderr).toBe('')
    expect(stdout).toContain('passed: 0 findings that fail')
    expect(status).toBe(0)
  })

  test('fails a change outside the declared paths, and one without the regression script', () => {
    const cwd = repository({ 'lib/erlang/runtime.sx': '()', [SCRIPT]: '' })
    const { status, stdout } = act(cwd, { paths: 'hosts', base: 'main' })
    expect(status).toBe(1)
    expect(stdout).toContain('lib/erlang/runtime.sx:1:1: fails [declared-paths]')
    expect(stdout).toContain(`${SCRIPT}:1:1: fails [regression-script]`)
    expect(stdout).not.toContain('[lock-held-across-call]')
  })

  test.each([
    ['a revision that is not there', { base: 'origin/main' }, "git knows no revision 'origin/main' here; fetch it"],
    ['a revision that reads as an option', { base: '--output=x' }, "git knows no revision '--output=x' here"],
    ['paths that name nothing', { paths: '\n' }, 'the input paths names nothing to read'],
    ['a path that is not there', { paths: 'nowhere' }, 'nowhere'],
  ])('ends with 2 on %s', (_, inputs, message) => {
    const { status, stderr } = act(repository({}), { base: 'main', ...inputs })
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  test('takes what a workflow gives it for words, never for a script', () => {
    const cwd = repository({})
    act(cwd, { paths: '$(touch owned)\n`touch owned`; touch owned', base: '"; touch owned; "' })
    expect(execFileSync('ls', { cwd, encoding: 'utf8' })).not.toContain('owned')
  })
})

test('the hook for pre-commit is a command that runs', async () => {
  const hook = readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')
  const [, entry] = /entry: sim (.*)\n/.exec(hook) ?? []
  const [, words] = /args: \[(.*)\]\n/.exec(hook) ?? []
  const cwd = repository({ [SERVER]: held })
  expect((await sim([entry, ...words.split(', ')], { cwd })).code).toBe(1)
})

test('the versions that the hook installs are those that are tested here', () => {
  const hook = readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const named = /additional_dependencies: \[(.*)\]\n/.exec(hook)?.[1].split(', ') ?? []
  const expected = ['xstate', 'web-tree-sitter', 'tree-sitter-ocaml'].map((name) => `${name}@${devDependencies[name]}`)
  expect(named).toEqual(expected)
  for (const one of expected) expect(readFileSync(join(root, 'docs/ci.md'), 'utf8')).toContain(`-p ${one}`)
})
