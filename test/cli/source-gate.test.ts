import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { GateOptions } from '../../src/cli/gate-command.ts'
import { gateCommand } from '../../src/cli/gate-command.ts'
import { fingerprints } from '../../src/gate/finding.ts'
import type { SourceReport } from '../../src/gate/source-report.ts'
import { astray, FILE, heldAcross, predicted, report, SOURCE } from '../gate/reports.ts'
import type { Ended } from './sim.ts'
import { sim } from './sim.ts'

/** A folder with these files; what is not a text is written as JSON. */
function tree(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), 'interlock-tree-'))
  for (const [file, content] of Object.entries({ [FILE]: SOURCE, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return root
}

/** Runs the gate as if its sources had come to this report. */
async function gate(
  cwd: string,
  source: SourceReport,
  options: Partial<GateOptions> = {},
  env: Record<string, string> = {},
  today = '2026-01-01',
): Promise<Ended> {
  const written = { out: '', err: '' }
  const print = (text: string): void => {
    written.out += text
  }
  const io = {
    stdout: { write: print },
    stderr: { write: print },
    env,
    cwd,
    now: () => 0,
    today: () => today,
    onInterrupt: () => () => {},
    lines: async function* () {},
  }
  const asked = { ocaml: ['.'], ...options }
  const code = await gateCommand(asked, { io, catalogue: [], print }, async () => source)
  return { ...written, code }
}

const config = (rules: object, more: object = {}) => ({ 'interlock.config.json': { rules, ...more } })

describe('sim gate --ocaml', () => {
  test('fails on a finding, with its lines', async () => {
    const { code, out } = await gate(tree({}), report([heldAcross]))
    expect(code).toBe(1)
    expect(out).toContain('bin/sx_server.ml:7:10: blocks [lock-held-across-call]')
    expect(out).toContain('  5 |   Mutex.lock mtx;\n')
    expect(out).toContain('No interlock.config.json; off: declared-paths, regression-script, drift.')
  })

  test('passes without one', async () => {
    expect((await gate(tree({}), report([]))).code).toBe(0)
  })

  test('--format json has the documented keys', async () => {
    const { code, out } = await gate(tree({}), report([heldAcross], { unresolved: [astray] }), { format: ['json'] })
    expect(code).toBe(1)
    const told = JSON.parse(out)
    expect(told).toMatchObject({ verdict: 'blocks', may: false, passed: false })
    expect(told.findings).toHaveLength(1)
    expect(told.findings[0]).toMatchObject({
      rule: 'lock-held-across-call',
      file: FILE,
      line: 7,
      column: 10,
      message: heldAcross.message,
      fails: true,
    })
    expect(told.findings[0].steps[0]).toEqual({
      actor: 'conn',
      text: 'Mutex.lock mtx',
      file: FILE,
      line: 5,
      column: 3,
      holds: ['mtx'],
    })
    expect(told.unresolved).toMatchObject([{ file: FILE, line: 3, column: 1, what: 'Obj.magic', reaches: true }])
  })

  test('takes --unresolved before the configuration', async () => {
    const lost = report([], { unresolved: [astray] })
    expect((await gate(tree({}), lost)).code).toBe(1)
    expect((await gate(tree({}), lost, { unresolved: 'warn' })).code).toBe(0)
    expect((await gate(tree(config({}, { unresolved: 'warn' })), lost)).code).toBe(0)
    expect((await gate(tree(config({}, { unresolved: 'warn' })), lost, { unresolved: 'fail' })).code).toBe(1)
  })
})

describe('formats', () => {
  test('several at once, in files and on standard output', async () => {
    const cwd = tree({})
    const page = join(cwd, 'summary.md')
    const output = ['sarif=out/gate.sarif', 'junit=out/gate.xml', 'json=out/gate.json', 'gitea=out/gate.log']
    const found = report([heldAcross])
    const { out } = await gate(cwd, found, { format: ['text,github'], output }, { GITHUB_STEP_SUMMARY: page })
    expect(out).toMatch(/^1 file, 10 lines of OCaml: blocks\n/)
    expect(out).toContain('\n::error file=bin/sx_server.ml,line=7,')
    expect(JSON.parse(readFileSync(join(cwd, 'out/gate.sarif'), 'utf8')).version).toBe('2.1.0')
    expect(readFileSync(join(cwd, 'out/gate.xml'), 'utf8')).toMatch(/^<\?xml/)
    expect(JSON.parse(readFileSync(join(cwd, 'out/gate.json'), 'utf8')).verdict).toBe('blocks')
    expect(readFileSync(join(cwd, 'out/gate.log'), 'utf8')).toMatch(/^bin\/sx_server\.ml:7:10: error: /)
    expect(readFileSync(page, 'utf8')).toMatch(/^### interlock: failed/)
  })

  test('no summary where nobody asks for a CI system’s format', async () => {
    const cwd = tree({})
    const page = join(cwd, 'summary.md')
    await gate(cwd, report([]), {}, { GITHUB_STEP_SUMMARY: page })
    expect(existsSync(page)).toBe(false)
  })

  test('a format with a file is not on standard output', async () => {
    const cwd = tree({})
    expect((await gate(cwd, report([]), { format: ['json'], output: ['json=a.json'] })).out).toBe('')
    expect((await gate(cwd, report([]), { output: ['json=a.json'] })).out).toMatch(/^1 file/)
  })

  test.each([
    [{ format: ['jsn'] }, "--format: there is no format 'jsn'; did you mean 'json'?"],
    [
      { format: ['json', 'text'] },
      '--format: json must be alone on standard output; write it to a file: --output json=FILE',
    ],
    [{ output: ['gate.sarif'] }, "--output: 'gate.sarif' is not FORMAT=FILE, such as sarif=gate.sarif"],
    [{ output: ['srif=gate.sarif'] }, "--output: there is no format 'srif'; did you mean 'sarif'?"],
  ])('%j is refused', async (options, message) => {
    await expect(gate(tree({}), report([]), options)).rejects.toThrow(message)
  })
})

describe('the rules of the tree', () => {
  const threads = { 'hosts/ocaml/lib/sx_runtime.ml': '(* no Mutex *)\nmodule T = Thread\n' }

  test('threads in lib fail by default, whatever was read', async () => {
    const { code, out } = await gate(tree(threads), report([]))
    expect(code).toBe(1)
    expect(out).toContain('hosts/ocaml/lib/sx_runtime.ml:2:12: fails [thread-free]')
  })

  test('threads in lib fail also where the sources lie outside the working directory', async () => {
    const elsewhere = tree(threads)
    const files = [join(elsewhere, 'hosts/ocaml/lib/sx_runtime.ml')]
    expect((await gate(tree({}), report([], { files }))).code).toBe(1)
  })

  test('a rule that is off finds nothing, one that warns fails nothing', async () => {
    expect((await gate(tree({ ...threads, ...config({ 'thread-free': false }) }), report([]))).code).toBe(0)
    const warned = await gate(tree({ ...threads, ...config({ 'thread-free': 'warn' }) }), report([]))
    expect(warned.code).toBe(0)
    expect(warned.out).toContain('warning [thread-free]')
  })

  test('http-listen in lib fails', async () => {
    const { code, out } = await gate(tree({ 'hosts/ocaml/lib/p.ml': 'let () = reg "http-listen" f' }), report([]))
    expect(code).toBe(1)
    expect(out).toContain('hosts/ocaml/lib/p.ml:1:14: fails [native-only]')
  })

  test('the regression script must be there, and not empty', async () => {
    const rules = config({ 'regression-script': { files: ['test/unblock.sh'] } })
    expect((await gate(tree(rules), report([]))).code).toBe(1)
    expect((await gate(tree({ ...rules, 'test/unblock.sh': '\n' }), report([]))).code).toBe(1)
    expect((await gate(tree({ ...rules, 'test/unblock.sh': '#!/bin/sh\n' }), report([]))).code).toBe(0)
  })
})

describe('drift', () => {
  const models = [{ model: 'src/model/x.ts', file: 'bin/sx_server.ml', definitions: ['handle_request', 'mtx'] }]
  const inTree = config({ drift: { root: '.', models } })

  test('is accepted with a reason, and named when it comes back', async () => {
    const cwd = tree(inTree)
    expect((await gate(cwd, report([]))).out).toContain('has never been recorded: look again at src/model/x.ts')
    const accepted = await gate(cwd, report([]), { accept: true, reason: 'as it was modelled' })
    expect(accepted).toMatchObject({ code: 0, out: '2 definitions recorded in interlock.digests.json\n' })
    expect((await gate(cwd, report([]))).code).toBe(0)
    const digests = JSON.parse(readFileSync(join(cwd, 'interlock.digests.json'), 'utf8'))
    expect(Object.keys(digests.definitions)).toEqual(['bin/sx_server.ml#handle_request', 'bin/sx_server.ml#mtx'])

    writeFileSync(join(cwd, FILE), `(* moved *)\n${SOURCE.replace('raise e', 'raise (Failed e)')}`)
    const { code, out } = await gate(cwd, report([]))
    expect(code).toBe(1)
    expect(out).toMatch(/^bin\/sx_server\.ml:4:1: fails \[drift\]$/m)
    expect(out.replace(/\s+/g, ' ')).toContain(
      'handle_request has changed since its model was compared with it: look again at src/model/x.ts',
    )
    expect(out).not.toContain('mtx has changed')
  })

  test.each([
    [inTree, { reason: undefined }, '--accept needs --reason TEXT'],
    [inTree, { reason: '  ' }, '--accept needs --reason TEXT'],
    [{}, { reason: 'x' }, 'the rule drift is off; turn it on'],
    [config({ drift: { root: 'nowhere' } }), { reason: 'x' }, 'rules.drift.root says where they lie'],
    [{ ...inTree, 'interlock.digests.json': '{' }, { reason: 'x' }, 'interlock.digests.json is not JSON'],
  ])('is not accepted: %#', async (files, options, message) => {
    await expect(gate(tree(files), report([]), { accept: true, ...options } as GateOptions)).rejects.toThrow(message)
  })
})

describe('the baseline', () => {
  const [fingerprint] = fingerprints([heldAcross])
  const known = { fingerprint, rule: heldAcross.rule, reason: 'being fixed', expires: '2026-01-31' }
  const files = { 'known.json': { known: [known] }, ...config({}, { baseline: 'known.json' }) }

  test('lets a known finding pass until it expires', async () => {
    expect((await gate(tree(files), report([heldAcross]), {}, {}, '2026-01-31')).code).toBe(0)
    const late = await gate(tree(files), report([heldAcross]), {}, {}, '2026-02-01')
    expect(late.code).toBe(1)
    expect(late.out).toContain('known until 2026-01-31, which is over (being fixed)')
  })

  test('is named on the command line too, and its stale entries are told', async () => {
    const { code, out } = await gate(tree({ 'b.json': { known: [known] } }), report([]), { baseline: 'b.json' })
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toContain('which is not found any more: take it out')
  })

  test.each([
    [{ 'b.json': '[' }, 'b.json is not JSON'],
    [{ 'b.json': { known: [{}] } }, 'b.json: known[0].fingerprint must be a text'],
    [{}, 'there is no baseline b.json'],
  ])('that cannot be read is refused: %j', async (some, message) => {
    await expect(gate(tree(some), report([]), { baseline: 'b.json' })).rejects.toThrow(message)
  })
})

describe('a declared exception', () => {
  test('is told with its owner, and does not fail', async () => {
    const exceptions = [{ rule: 'hold-and-wait', file: 'bin/*', reason: 'local only', owner: 'ada' }]
    const { code, out } = await gate(tree(config({ 'hold-and-wait': 'fail' }, { exceptions })), report([predicted]))
    expect(code).toBe(0)
    expect(out).toContain('declared by ada (local only) [hold-and-wait]')
  })
})

describe('what a pull request can hold', () => {
  test('a configuration that is code is not run, unless that is allowed', async () => {
    const cwd = tree({
      'interlock.config.ts': "globalThis.ran = true\nexport default { unresolved: 'warn' as const }\n",
    })
    await expect(gate(cwd, report([]))).rejects.toThrow(
      'interlock.config.ts is code; pass --allow-config-code to run it, or write interlock.config.json instead',
    )
    expect(globalThis).not.toHaveProperty('ran')
    expect((await gate(cwd, report([], { unresolved: [astray] }), { allowConfigCode: true })).code).toBe(0)
  })

  test('data comes before code', async () => {
    const cwd = tree({ 'interlock.config.ts': 'throw new Error("run")', ...config({}) })
    expect((await gate(cwd, report([]), { allowConfigCode: true })).code).toBe(0)
  })

  test.each([
    ['{', 'interlock.config.json is not JSON'],
    [{ rules: { drift: { root: '../..' } } }, 'interlock.config.json: rules.drift.root must be a path inside the tree'],
  ])('a configuration that is wrong is refused: %j', async (content, message) => {
    await expect(gate(tree({ 'interlock.config.json': content }), report([]))).rejects.toThrow(message)
  })

  const link = (cwd: string, to: string, at: string): string => {
    mkdirSync(dirname(join(cwd, at)), { recursive: true })
    symlinkSync(to, join(cwd, at))
    return cwd
  }

  test.each([
    ['the configuration', 'interlock.config.json'],
    ['a source', 'hosts/ocaml/lib/a.ml'],
    ['the folder of the sources', 'hosts/ocaml/lib'],
    ['a script', 'test/unblock.sh'],
  ])('a link out of the tree is refused: %s', async (_, at) => {
    const outside = tree({ 'a.ml': 'let x = 1' })
    const rules = at.startsWith('interlock') ? {} : config({ 'regression-script': { files: ['test/unblock.sh'] } })
    const cwd = link(tree(rules), at === 'hosts/ocaml/lib' ? outside : join(outside, 'a.ml'), at)
    await expect(gate(cwd, report([]))).rejects.toThrow(`${at} leads out of the tree`)
  })

  test('a link to the folder around the tree is refused', async () => {
    const cwd = tree({})
    await expect(gate(link(cwd, dirname(cwd), 'hosts/ocaml/lib'), report([]))).rejects.toThrow('leads out of the tree')
  })

  test('links in a circle end', async () => {
    const cwd = link(tree({ 'hosts/ocaml/lib/a.ml': 'let x = Mutex.lock' }), '..', 'hosts/ocaml/lib/up')
    expect((await gate(cwd, report([]))).code).toBe(1)
    await expect(gate(link(tree({}), 'loop.ml', 'hosts/ocaml/lib/loop.ml'), report([]))).rejects.toThrow('loop.ml')
  })

  test('a link is what it leads to', async () => {
    const cwd = link(tree({ 'bin/t.ml': 'let x = Mutex.lock' }), '../../../bin/t.ml', 'hosts/ocaml/lib/t.ml')
    expect((await gate(cwd, report([]))).out).toContain('hosts/ocaml/lib/t.ml:1:9: fails [thread-free]')
  })

  test('what is no text, and what is too large, is refused', async () => {
    const cwd = tree({})
    mkdirSync(join(cwd, 'hosts/ocaml/lib'), { recursive: true })
    const file = join(cwd, 'hosts/ocaml/lib/a.ml')
    writeFileSync(file, Buffer.from([0xc3, 0x28]))
    await expect(gate(cwd, report([]))).rejects.toThrow('hosts/ocaml/lib/a.ml is not UTF-8 text')
    writeFileSync(file, ' '.repeat(5 * 2 ** 20))
    await expect(gate(cwd, report([]))).rejects.toThrow('hosts/ocaml/lib/a.ml is larger than 4 MiB')
  })
})

describe('sim gate, called wrongly: 2, and the fix', () => {
  test.each([
    ['gate --explain lock-ordr', "--explain: there is no rule 'lock-ordr'; did you mean 'lock-order'?"],
    ['gate --reason x', '--reason goes with --accept'],
    ['gate --base main', '--base is for sources: add --ocaml DIR'],
    ['gate --unresolved maybe --ocaml .', 'Allowed choices are fail, warn.'],
    ['gate --ocaml . --config nowhere.json', 'there is no file nowhere.json'],
    ['gate --ocaml . --base main', '--base: no paths are declared; say which a change may touch'],
    ['gate --accept', '--accept needs --reason TEXT'],
  ])('%s', async (line, part) => {
    const { code, out, err } = await sim(line.split(' '), { cwd: tree({}) })
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(part)
    expect(err.trimEnd()).not.toContain('\n')
  })

  test('--explain tells a rule', async () => {
    const { code, out } = await sim(['gate', '--explain', 'lost-wakeup'])
    expect(code).toBe(0)
    expect(out).toMatch(/^lost-wakeup: A signal can come between the test and the wait\n/)
  })
})
