import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { evidenceOf } from '../../src/cli/evidence.ts'
import { Predictions } from '../../src/cli/predictions.ts'
import { standingOf } from '../../src/model/diagnosis.ts'
import { rootCauses } from '../../src/model/root-causes.ts'
import type { Ended } from './sim.ts'
import { sim } from './sim.ts'

const REPORT = ['--saw', '/ = 200', '--saw', '/actors/alice/outbox = hang']

function diagnose(...args: readonly string[]): Promise<Ended> {
  return sim(['diagnose', '--no-advice', ...args])
}

/** The hypotheses by verdict. */
async function verdicts(...args: readonly string[]): Promise<Record<string, string>> {
  const { out, err } = await diagnose('--json', ...args)
  expect(err).toBe('')
  const { hypotheses } = JSON.parse(out) as { hypotheses: { name: string; verdict: string }[] }
  return Object.fromEntries(hypotheses.map(({ name, verdict }) => [name, verdict]))
}

function fileOf(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'interlock-')), name)
  writeFileSync(file, text)
  return file
}

describe('sim diagnose, of the report’s own evidence,', () => {
  it('leaves H1 and H2, and says what tells them apart, and what to do', { timeout: 300_000 }, async () => {
    const { code, out } = await sim(['diagnose', ...REPORT])
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/diagnose-report.txt')
    expect(await verdicts(...REPORT)).toMatchObject({
      'scheduler-thread': 'allows',
      'scheduler-parked': 'allows',
      'scheduler-parked-held': 'refuted',
      'held-across-accept': 'refuted',
      'kernel-unregistered': 'refuted',
      'timeout-too-short': 'refuted',
      'second-lock': 'allows',
    })
  })

  it('without the lock, an answer refutes H2, and a hang refutes neither', async () => {
    const answered = await verdicts(...REPORT, '--saw', '/actors/alice/outbox = 200 with a-naive')
    expect(answered).toMatchObject({ 'scheduler-thread': 'allows', 'scheduler-parked': 'refuted' })
    const hung = await verdicts(...REPORT, '--saw', '/actors/alice/outbox = hang with a-naive')
    expect(hung).toMatchObject({ 'scheduler-thread': 'allows', 'scheduler-parked': 'allows' })
  })

  it('with pattern A, `/` that hangs behind a call leaves the second lock, and no parked main', async () => {
    const seen = ['--saw', '/actors/alice/outbox = hang with pattern-a', '--saw', '/ = hang with pattern-a']
    const left = Object.entries(await verdicts(...REPORT, ...seen)).filter(([, verdict]) => verdict === 'allows')
    expect(left.map(([name]) => name)).toEqual(['scheduler-parked-thread-guarded', 'second-lock'])
  })

  it('names the cycle and a schedule of each that is left, and the model’s answer where one is refuted', async () => {
    const { hypotheses } = JSON.parse((await diagnose('--json', ...REPORT)).out)
    const [h1, h2, held] = hypotheses
    expect(h1.asSeen[0].signature).toBe('cycle: conn# awaits-reply nx_kernel needs-run-slot sched acquires mtx held-by')
    expect(h1.asSeen[0].schedule.length).toBeGreaterThan(20)
    expect(h2.asSeen[0].signature).toContain('nx_kernel needs-run-slot main')
    expect(held.refutedBy).toMatchObject([{ seen: '/ = 200', modelAllows: ['hang'], exhaustive: true }])
    expect(held.instead).toMatchObject({ shows: 'hang, hang', shortest: true })
    expect(held.instead.schedule.at(-1)).toContain('timeout')
    expect([h1.instead, h1.asSeen[0].shortest]).toEqual([null, true])
  })
})

describe('sim diagnose', () => {
  it('takes requests that were made at once for just that', async () => {
    // One after another `/` would be answered before the outbox is asked for.
    expect(await verdicts('--saw', '/ = hang & /actors/alice/outbox = hang')).toMatchObject({
      'scheduler-thread': 'allows',
      'held-across-accept': 'allows',
    })
    expect(await verdicts('--saw', '/ = hang', '--saw', '/actors/alice/outbox = hang')).toMatchObject({
      'scheduler-thread': 'refuted',
      'held-across-accept': 'allows',
    })
  })

  it('knows what a route answers that raises, and what is said of it when it does not', async () => {
    expect(await verdicts('--saw', '/boom = 500', '--saw', '/ = 200')).toMatchObject({ 'scheduler-thread': 'allows' })
    expect((await diagnose('--saw', '/boom = 200')).out).toContain("No root cause allows '/boom = 200' (--saw 1).")
  })

  it.each([
    '/ = 404',
    '/actors/alice/outbox = 404',
    '/actors/alice/outbox = 401',
    '/actors/alice/outbox = 503',
    '/actors/alice/outbox = 502',
    'POST /actors/alice/inbox = 200',
    '/boom = 503',
  ])('knows no root cause by which a handler answers %s', async (text) => {
    const { code, out } = await diagnose('--saw', '/capabilities = 200', '--saw', text)
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toContain(`No root cause allows '${text}' (--saw 2).`)
  })

  it('but a 404 of what nobody serves, a 401 of any POST, and a 502 of who asks a server that fails', async () => {
    const seen = ['/actors/bob/outbox = 404', 'POST /actors/alice/inbox = 401']
    const all = await verdicts(...seen.flatMap((text) => ['--saw', text]))
    expect(all).toMatchObject({ 'scheduler-thread': 'allows', 'scheduler-parked': 'allows' })
    expect(await verdicts('--saw', 'POST /actors/alice/outbox?unsigned = 502')).toMatchObject({
      'kernel-unregistered': 'allows',
      'scheduler-thread': 'refuted',
    })
  })

  it('takes a longer --max-time into account', async () => {
    const patient = await verdicts(...REPORT.slice(0, 3), '/actors/alice/outbox = 500 max-time 900')
    expect(patient).toMatchObject({ 'timeout-too-long': 'allows', 'scheduler-thread': 'refuted' })
  })

  it('reads observations of a file, in YAML and in JSON alike', async () => {
    const yaml = fileOf('seen.yaml', '- saw:\n    - / = 200\n    - /actors/alice/outbox = hang\n  scheduler: absent\n')
    const json = fileOf(
      'seen.json',
      JSON.stringify({ observations: [{ saw: ['/ = 200', '/actors/alice/outbox = hang'], scheduler: 'absent' }] }),
    )
    const left = await verdicts('--observed', yaml)
    expect(left).toMatchObject({ 'scheduler-thread': 'refuted', 'scheduler-parked': 'allows' })
    expect(await verdicts('--observed', json)).toEqual(left)
  })

  it('takes what several files tell for evidence, all of it', async () => {
    const files = ['hang', '200'].map((result) => fileOf('seen.yaml', `- saw: /actors/alice/outbox = ${result}\n`))
    expect((await diagnose('--observed', files[0])).code).toBe(0)
    const { code, out } = await diagnose(...files.flatMap((file) => ['--observed', file]))
    expect([code, out.includes('contradicts')]).toEqual([1, true])
  })

  it('does not refute by a search that was cut off: 3', async () => {
    const { code, out } = await diagnose(
      '--saw',
      '/ = hang & /actors/alice = wrong & /actors/alice/outbox = wrong',
      '--max-states',
      '2',
      '--runs',
      '1',
    )
    expect(code).toBe(3)
    expect(out).toContain('Not found, but the search was cut off: 15 of 15')
  })

  it('says which pairs contradict when nothing is left: 1', async () => {
    const { code, out } = await diagnose('--saw', '/ = hang', '--saw', '/actors/alice/outbox = 200')
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toContain(
      "Nothing is left '/ = hang' (--saw 1) contradicts '/actors/alice/outbox = 200' (--saw 2): no root cause allows both.",
    )
    const twice = await diagnose(...REPORT, '--saw', '/actors/alice/outbox = 500 with a-yield')
    expect(twice.code).toBe(1)
    expect(twice.out).toContain('contradicts')
    const alone = await diagnose('--saw', '/ = refused')
    expect(alone.out).toContain("No root cause allows '/ = refused' (--saw 1).")
  })

  it('says which three contradict each other where any two of them are allowed', async () => {
    const flags = '--variant original --gen-timeout 1500'
    const seen = ['/ = 200', '/actors/alice/outbox = hang with pattern-a', `/actors/alice/outbox = hang with ${flags}`]
    const args = seen.flatMap((text) => ['--saw', text])
    const { code, out } = await diagnose(...args)
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toContain(
      "Nothing is left '/ = 200' (--saw 1, --variant original), '/actors/alice/outbox = hang' (--saw 2, --variant a-yield) and '/actors/alice/outbox = hang' (--saw 3, --variant original --gen-timeout 1500) contradict each other: no root cause allows all 3, and any 2 of them are allowed.",
    )
    expect(JSON.parse((await diagnose('--json', ...args)).out).contradictions).toEqual([
      [expect.stringContaining('--saw 1'), expect.stringContaining('--saw 2'), expect.stringContaining('--saw 3')],
    ])
    for (const without of [0, 1, 2]) {
      expect(Object.values(await verdicts(...args.toSpliced(2 * without, 2)))).toContain('allows')
    }
  })

  it('counts what the scheduler does among what contradicts', async () => {
    const file = fileOf('seen.yaml', '- saw: [/ = 200, /actors/alice/outbox = hang]\n  scheduler: spins\n')
    const { out } = await diagnose('--observed', file, '--json')
    expect(JSON.parse(out).contradictions).toEqual([[expect.stringContaining("'scheduler: spins' (")]])
  })

  it('with --schedules lists the steps to what was seen, and to what is allowed in place of it', async () => {
    const { out } = await diagnose('--schedules', ...REPORT.slice(0, 2))
    const text = out.replace(/\s+/g, ' ')
    expect(text).toContain('hang, by a shortest schedule of 3 steps: main ? connect')
    expect(text).toContain('curl#1 ! timeout')
  })

  it('says what each fix does, for what is left', async () => {
    const { out } = await sim(['diagnose', '--saw', '/ = hang', '--saw', '/actors/alice/outbox = hang', '--json'])
    const { fixes: cells } = JSON.parse(out) as {
      fixes: { fix: string; hypothesis: string; trials: { load: string; fates: string[]; exhaustive: boolean }[] }[]
    }
    const cell = (fix: string, hypothesis: string, load: string) =>
      cells
        .find((each) => each.fix === fix && each.hypothesis === hypothesis)
        ?.trials.find((trial) => trial.load === load)
    expect(cell('A', 'held-across-accept', 'seq')).toMatchObject({ fates: ['hang'], exhaustive: true })
    expect(cell('no lock', 'scheduler-parked-held', 'loopback')).toMatchObject({ fates: ['ok'] })
  })
})

describe('sim diagnose refuses, naming the line of what is wrong,', () => {
  const row = (more: string) => `- load: seq\n  requests: 8\n${more}`
  it.each<[string, string, string, string]>([
    [
      'counts that do not add up',
      'a.yaml',
      row('  ok: 3\n  hang: 3\n  error_reply: 0\n'),
      'line 2: the counts do not add up: ok, hang, error_reply, no_server, gave_up_on_purpose make 6, and requests is 8',
    ],
    [
      'ranges of counts that cannot add up',
      'a.yaml',
      row('  ok: [0, 3]\n  hang: [1, 4]\n  error_reply: 0\n'),
      'make between 1 and 7, and requests is 8',
    ],
    [
      'violations of no kind that is known',
      'a.yaml',
      row('  ok: 8\n  hang: 0\n  error_reply: 0\n  violation_kinds: {wrong_slef: 3}\n'),
      'line 6: violation_kinds is {"wrong_slef":3}; it must be counts of concurrent_entry, wrong_self',
    ],
    ['a count below nothing', 'a.yaml', row('  ok: -1\n  hang: 9\n  error_reply: 0\n'), 'line 3: ok is -1'],
    ['a design', 'a.yaml', '- saw: / = 200\n\n  design: patern-b\n', "line 3: unknown design 'patern-b'"],
    ['a flag', 'a.yaml', '- saw: / = 200\n  flags: --variant original --turbo\n', "line 2: unknown flag '--turbo'"],
    ['a field, with CRLF', 'a.yaml', '- saw: / = 200\r\n  desing: x\r\n', "line 2: unknown field 'desing'"],
    ['one of several texts', 'a.yaml', '- saw:\n    - / = 200\n    - / = 20x\n', "line 3: '20x' is no result"],
    ['a text that is none', 'a.yaml', '- saw:\n    - / = 200\n    - 7\n', 'line 3: saw must be a text'],
    ['the scheduler', 'a.yaml', '- saw: / = 200\n  scheduler: absent\n', 'line 2: what the scheduler does'],
    ['a NUL byte', 'a.yaml', '- saw: / = 200\n\0\n', 'line 2: has a NUL byte'],
    ['a NUL byte', 'a.ndjson', '{"saw":["/ = 200"]}\0\n', 'line 1: has a NUL byte'],
    ['two documents', 'a.yaml', '---\n- saw: / = 200\n---\n- saw: / = 200\n', 'line 3: a second document'],
    ['an empty file', 'a.yaml', '', 'has no observations'],
    ['a blank file', 'a.ndjson', '\n \n', 'has no observations'],
  ])('%s: 2', async (_, name, text, message) => {
    const { code, out, err } = await diagnose('--observed', fileOf(name, text))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it.each(['abc', '0', '1.5', '', '5 6'])("a --max-time of '%s'", async (seconds) => {
    const { code, err } = await diagnose('--saw', `/ = 200 max-time ${seconds}`)
    expect([code, err.includes(`max-time is '${seconds}'; it must be a whole number of seconds`)]).toEqual([2, true])
  })

  it('but takes the second instance with a space behind it, and a file with a byte order mark', async () => {
    expect((await diagnose('--saw', '@2 / = 200')).code).toBe(0)
    expect((await diagnose('--observed', fileOf('a.ndjson', '\ufeff{"saw": ["/ = 200"]}\r\n'))).code).toBe(0)
  })
})

describe('sim diagnose refuses', () => {
  const item = (text: string) => fileOf('seen.yaml', `- saw: [/ = 200]\n${text}`)
  it.each<[string, readonly string[], string]>([
    ['nothing seen', [], 'nothing was seen'],
    ['what is no observation', ['--saw', 'outbox'], "--saw 1: 'outbox' is not 'PATH = RESULT'"],
    [
      'an unknown path',
      ['--saw', '/ = 200', '--saw', '/actors/alice/outbx = hang'],
      "did you mean '/actors/alice/outbox'?",
    ],
    ['an unknown result', ['--saw', '/ = slow'], "--saw 1: 'slow' is no result"],
    ['an unknown design', ['--saw', '/ = 200 with patern-a'], "unknown design 'patern-a'; did you mean 'pattern-a'?"],
    ['an unknown flag', ['--design', '--variant original --turbo', '--saw', '/ = 200'], "unknown flag '--turbo'"],
    ['a file that is not there', ['--observed', 'nowhere.yaml'], 'cannot read nowhere.yaml'],
    [
      'an unknown field',
      ['--observed', item('- {saw: [/ = 200], desing: original}')],
      "line 2: unknown field 'desing'; did you mean 'design'?",
    ],
    ['YAML that is broken', ['--observed', item('- {saw: [/ = 200}')], 'line 2: '],
    ['a row with an unknown load', ['--observed', item('- {load: sequence}')], 'line 2: '],
    ['a scheduler seen while nothing hangs', ['--observed', item('- {saw: [/ = 200], scheduler: absent}')], 'line 2: '],
    [
      'a scheduler in an unknown state',
      ['--observed', item('- {saw: [/ = hang], scheduler: tired}')],
      'must be one of: absent',
    ],
    ['a file without a list', ['--observed', fileOf('seen.json', '{"saw": 1}')], 'must be a list'],
    [
      'lines that are no JSON',
      ['--observed', fileOf('seen.ndjson', '\n{"saw": ["/ = 200"]}\n{')],
      'line 3: is not JSON',
    ],
  ])('%s: 2', async (_, args, message) => {
    const { code, out, err } = await diagnose(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})

describe('each row that was observed, as evidence,', () => {
  const RUNNERS: Readonly<Record<string, string>> = {
    thread: 'scheduler-thread',
    parked: 'scheduler-parked',
    'parked-held': 'scheduler-parked-held',
    'parked+thread': 'scheduler-parked-with-thread',
    return: 'scheduler-returned',
    'return-nolock': 'scheduler-returned-unlocked',
  }
  const rows = readFileSync(new URL('../model/observed.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const predictions = new Predictions({ states: 60_000, runs: 0, steps: 5_000 })
  test.each(rows.map((row) => JSON.parse(row)))('$scenario $load leaves what truly ran', { timeout: 60_000 }, (row) => {
    const ran = RUNNERS[/--runner (\S+)/.exec(row.flags)?.[1] ?? 'thread']
    const cause = rootCauses.find(({ name }) => name === ran)
    if (cause === undefined) throw new Error(ran)
    const standing = standingOf(cause, [
      predictions.of(cause, evidenceOf({ where: 'a row', value: row, at: () => 'a row' })),
    ])
    expect(standing.refutations.filter(({ certain }) => certain)).toEqual([])
  })
})
