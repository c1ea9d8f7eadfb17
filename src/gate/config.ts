import type { Stands } from '../model/sources.ts'
import type { SourceConfig } from './read-sources.ts'
import { DEFAULT_SOURCE_CONFIG } from './read-sources.ts'
import { runtimeEntries } from './runtime-entries.ts'
import type { Shape } from './shape.ts'
import { inside, join, list, oneOf, record, text } from './shape.ts'

/** What a finding does: fails the gate, is only told, or is not looked for. */
type Level = 'fail' | 'warn' | 'off'

/** A hold-and-wait that is meant to be. */
export interface Exception {
  readonly rule: 'hold-and-wait'
  /** A pattern for the file of the finding. */
  readonly file: string
  /** The enclosing definition; absent: any. */
  readonly scope: string | undefined
  readonly reason: string
  readonly owner: string
}

/** How the gate judges a tree; `interlock.config.json` gives what is to differ from `DEFAULTS`. */
export interface GateConfig {
  readonly rules: {
    /** Files that may not use these modules. */
    readonly 'thread-free': {
      readonly level: Level
      readonly files: readonly string[]
      readonly modules: readonly string[]
    }
    /** Files that may not name these primitives. */
    readonly 'native-only': {
      readonly level: Level
      readonly files: readonly string[]
      readonly primitives: readonly string[]
    }
    /** The paths that a change may touch; `--base` says since when. */
    readonly 'declared-paths': { readonly level: Level; readonly paths: readonly string[] }
    /** Files that must be there. */
    readonly 'regression-script': { readonly level: Level; readonly files: readonly string[] }
    /** Where the sources of the models lie, and the file of the accepted digests. */
    readonly drift: {
      readonly level: Level
      readonly root: string
      readonly digests: string
      /** Absent: the models' own table. */
      readonly models: readonly Stands[] | undefined
    }
    /** Predicted deadlocks without a manifest one. */
    readonly 'hold-and-wait': { readonly level: Level }
  }
  readonly exceptions: readonly Exception[]
  readonly baseline: string | undefined
  readonly unresolved: 'fail' | 'warn'
  /** What the sources' reader has to be told of a server. */
  readonly source: SourceConfig
}

const LIB = ['hosts/ocaml/lib/**']

/**
 * What holds without a configuration. The rules of the server's `lib` look at nothing elsewhere; those that need to be told
 * what is allowed, or what must be there, are off until they are.
 */
export const DEFAULTS: GateConfig = {
  rules: {
    'thread-free': { level: 'fail', files: LIB, modules: ['Thread', 'Mutex'] },
    'native-only': { level: 'fail', files: LIB, primitives: ['http-listen'] },
    'declared-paths': { level: 'off', paths: [] },
    'regression-script': { level: 'off', files: [] },
    drift: { level: 'off', root: 'hosts/ocaml', digests: 'interlock.digests.json', models: undefined },
    'hold-and-wait': { level: 'warn' },
  },
  exceptions: [],
  baseline: undefined,
  unresolved: 'fail',
  source: DEFAULT_SOURCE_CONFIG,
}

type Rules = GateConfig['rules']

const level: Shape<Level> = (value, path) => {
  if (typeof value === 'boolean') return value ? 'fail' : 'off'
  return oneOf(['fail', 'warn', 'off'])(value, path)
}

/** Reads a rule: `true`, `false`, a level, or an object with a level and what else the rule needs to know. */
function rule<T extends { readonly level: Level }>(
  standard: T,
  given: unknown,
  path: string,
  shapes: { readonly [K in Exclude<keyof T, 'level'>]: Shape<NonNullable<T[K]>> },
): T {
  if (given === undefined) return standard
  if (typeof given !== 'object') return { ...standard, level: level(given, path) }
  const fields = record(given, path, ['level', ...Object.keys(shapes)])
  const read = Object.entries<Shape<unknown>>(shapes).flatMap(([key, shape]) =>
    fields[key] === undefined ? [] : [[key, shape(fields[key], join(path, key))]],
  )
  return { ...standard, level: level(fields.level ?? 'fail', join(path, 'level')), ...Object.fromEntries(read) }
}

const stands: Shape<Stands> = (value, path) => {
  const fields = record(value, path, ['model', 'file', 'definitions'])
  return {
    model: text(fields.model, join(path, 'model')),
    file: inside(fields.file, join(path, 'file')),
    definitions: list(text)(fields.definitions, join(path, 'definitions')),
  }
}

const exception: Shape<Exception> = (value, path) => {
  const fields = record(value, path, ['rule', 'file', 'scope', 'reason', 'owner'])
  return {
    rule: oneOf(['hold-and-wait'])(fields.rule, join(path, 'rule')),
    file: inside(fields.file, join(path, 'file')),
    scope: fields.scope === undefined ? undefined : text(fields.scope, join(path, 'scope')),
    reason: text(fields.reason, join(path, 'reason')),
    owner: text(fields.owner, join(path, 'owner')),
  }
}

const source: Shape<SourceConfig> = (value, path) => {
  const { entries, described, plain, runtime } = DEFAULT_SOURCE_CONFIG
  const fields = record(value, path, ['scheduler', 'main', 'described', 'plain', 'runtime'])
  const names = (key: string, standard: readonly string[]): readonly string[] =>
    fields[key] === undefined ? standard : list(text)(fields[key], join(path, key))
  return {
    entries: { scheduler: names('scheduler', entries.scheduler), main: names('main', entries.main) },
    described: names('described', described),
    plain: names('plain', plain),
    runtime: fields.runtime === undefined ? runtime : runtimeEntries(fields.runtime, join(path, 'runtime')),
  }
}

/** A folder; `.` is the tree itself. */
const folder: Shape<string> = (value, path) => {
  const given = inside(value, path)
  return given === '.' ? '' : given
}

function rulesOf(value: unknown): Rules {
  const standard = DEFAULTS.rules
  const given = value === undefined ? {} : record(value, 'rules', Object.keys(standard))
  const at = (name: keyof Rules): [unknown, string] => [given[name], join('rules', name)]
  const paths = list(inside)
  return {
    'thread-free': rule(standard['thread-free'], ...at('thread-free'), { files: paths, modules: list(text) }),
    'native-only': rule(standard['native-only'], ...at('native-only'), { files: paths, primitives: list(text) }),
    'declared-paths': rule(standard['declared-paths'], ...at('declared-paths'), { paths }),
    'regression-script': rule(standard['regression-script'], ...at('regression-script'), { files: paths }),
    drift: rule(standard.drift, ...at('drift'), { root: folder, digests: inside, models: list(stands) }),
    'hold-and-wait': rule(standard['hold-and-wait'], ...at('hold-and-wait'), {}),
  }
}

/**
 * Reads a configuration from data.
 *
 * @throws InterlockError `gate` that names the path of what is wrong, and what would be right.
 */
export function configOf(value: unknown): GateConfig {
  const fields = record(value, '', ['rules', 'exceptions', 'baseline', 'unresolved', 'source'])
  const { rules, exceptions, baseline, unresolved, source: given } = fields
  return {
    rules: rulesOf(rules),
    exceptions: exceptions === undefined ? [] : list(exception)(exceptions, 'exceptions'),
    baseline: baseline === undefined ? undefined : inside(baseline, 'baseline'),
    unresolved: unresolved === undefined ? 'fail' : oneOf(['fail', 'warn'])(unresolved, 'unresolved'),
    source: given === undefined ? DEFAULTS.source : source(given, 'source'),
  }
}
