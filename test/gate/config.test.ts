import { describe, expect, test } from 'vitest'
import { baselineOf } from '../../src/gate/baseline.ts'
import { configOf, DEFAULTS } from '../../src/gate/config.ts'

describe('a configuration', () => {
  test('without anything is the defaults', () => {
    expect(configOf({})).toEqual(DEFAULTS)
  })

  test('turns rules on and off, and sets their levels and what they need to know', () => {
    const { rules } = configOf({
      rules: {
        'thread-free': false,
        'native-only': 'warn',
        'declared-paths': { paths: ['hosts/**', './next/a.erl'] },
        'regression-script': { level: 'warn', files: ['test/a.sh'] },
        drift: { root: 'src', models: [{ model: 'm.ts', file: 'a.ml', definitions: ['f'] }] },
        'hold-and-wait': true,
      },
    })
    expect(rules['thread-free']).toEqual({ ...DEFAULTS.rules['thread-free'], level: 'off' })
    expect(rules['native-only']).toEqual({ ...DEFAULTS.rules['native-only'], level: 'warn' })
    expect(rules['declared-paths']).toEqual({ level: 'fail', paths: ['hosts/**', 'next/a.erl'] })
    expect(rules['regression-script']).toEqual({ level: 'warn', files: ['test/a.sh'] })
    expect(rules.drift).toMatchObject({ level: 'fail', root: 'src', digests: 'interlock.digests.json' })
    expect(rules['hold-and-wait']).toEqual({ level: 'fail' })
  })

  test('names the entries of the threads, and what is described instead of read', () => {
    const { source } = configOf({ source: { scheduler: ['run_all'], described: ['Rt'] } })
    expect(source).toMatchObject({ entries: { ...DEFAULTS.source.entries, scheduler: ['run_all'] }, described: ['Rt'] })
  })

  test('names the entries of the runtime with their effects, besides those that are known', () => {
    const vm = { effects: ['enters', 'asks', 'parks'], arguments: 3 }
    const { runtime } = configOf({ source: { runtime: { 'Vm.call': vm, sched_run: { effects: ['runs'] } } } }).source
    expect(runtime).toContainEqual({ name: 'Vm.call', ...vm })
    expect(runtime.filter(({ name }) => name === 'sched_run')).toEqual([
      { name: 'sched_run', effects: ['runs'], arguments: 2 },
    ])
    expect(runtime.map(({ name }) => name)).toEqual(expect.arrayContaining(['sx_call', 'call_start', 'spawn_call']))
  })

  test('declares exceptions with a reason and an owner', () => {
    const exception = { rule: 'hold-and-wait', file: 'bin/*.ml', reason: 'the log is local', owner: 'ada' }
    expect(configOf({ exceptions: [exception] }).exceptions).toEqual([{ ...exception, scope: undefined }])
  })

  test.each([
    [[], 'the configuration must be an object, in braces'],
    [{ ruls: {} }, 'ruls is not known; known are rules, exceptions, baseline, unresolved, source'],
    [{ rules: { 'thread-fre': true } }, 'rules.thread-fre is not known; known are thread-free,'],
    [{ rules: { drift: 'never' } }, 'rules.drift must be one of fail, warn, off'],
    [{ rules: { drift: { rot: 'a' } } }, 'rules.drift.rot is not known; known are level, root, digests, models'],
    [{ rules: { 'thread-free': { files: 'lib' } } }, 'rules.thread-free.files must be a list, in square brackets'],
    [{ rules: { 'thread-free': { modules: [''] } } }, 'rules.thread-free.modules[0] must be a text that is not empty'],
    [{ rules: { 'thread-free': null } }, 'rules.thread-free must be an object'],
    [
      { rules: { drift: { root: '../..' } } },
      "rules.drift.root must be a path inside the tree, with slashes and without '..'",
    ],
    [{ rules: { drift: { digests: '/etc/passwd' } } }, 'rules.drift.digests must be a path inside the tree'],
    [{ rules: { 'declared-paths': { paths: ['a/../../b'] } } }, 'rules.declared-paths.paths[0] must be a path inside'],
    [{ baseline: 'C:\\b.json' }, 'baseline must be a path inside the tree'],
    [{ baseline: `${'a/'.repeat(200)}b` }, 'baseline must have at most 300 characters'],
    [
      { exceptions: [{ rule: 'lock-order', file: 'a', reason: 'b', owner: 'c' }] },
      'exceptions[0].rule must be one of hold-and-wait',
    ],
    [{ exceptions: [{ rule: 'hold-and-wait', file: 'a', reason: 'b' }] }, 'exceptions[0].owner must be a text'],
    [
      { source: { runtime: { call: { effects: ['blocks'] } } } },
      'source.runtime.call.effects[0] must be one of enters, raises, asks, parks, releases, starts, finishes, queues, runs',
    ],
    [{ source: { runtime: { call: {} } } }, 'source.runtime.call.effects must be a list'],
    [
      { source: { runtime: { call: { effects: ['parks'] } } } },
      "source.runtime.call has 'parks', which needs 'asks' too",
    ],
    [
      { source: { runtime: { call: { effects: ['asks', 'parks', 'starts'] } } } },
      "source.runtime.call cannot have 'parks' and 'starts' both",
    ],
    [
      { source: { runtime: { call: { effects: [], arguments: 0 } } } },
      'source.runtime.call.arguments must be how many arguments without a label it takes, from 1 to 8',
    ],
    [
      { source: { runtime: { 'a b = evil': { effects: [] } } } },
      'source.runtime.a b = evil must be the name of a function: call, or Vm.call',
    ],
    [{ unresolved: 'ignore' }, 'unresolved must be one of fail, warn'],
  ])('that is wrong says where, and what would be right: %j', (value, message) => {
    expect(() => configOf(value)).toThrow(message)
  })

  test('cannot reach the prototype', () => {
    expect(() => configOf(JSON.parse('{"__proto__": {"rules": {}}}'))).toThrow('__proto__ is not known')
  })
})

describe('a baseline', () => {
  const entry = { fingerprint: 'ab', rule: 'lock-order', reason: 'being fixed', expires: '2026-12-31' }

  test('is a list of known findings', () => {
    expect(baselineOf({ known: [entry] })).toEqual([entry])
  })

  test.each([
    [{}, 'known must be a list'],
    [{ known: [{ ...entry, reason: ' ' }] }, 'known[0].reason must be a text that is not empty'],
    [{ known: [{ ...entry, expires: 'never' }] }, 'known[0].expires must be a day such as 2027-01-31'],
    [{ known: [{ ...entry, expires: '2026-13-01' }] }, 'known[0].expires must be a day'],
    [
      { known: [{ ...entry, until: 'x' }] },
      'known[0].until is not known; known are fingerprint, rule, reason, expires',
    ],
  ])('that is wrong says where: %j', (value, message) => {
    expect(() => baselineOf(value)).toThrow(message)
  })
})
