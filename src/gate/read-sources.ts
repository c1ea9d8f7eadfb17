import type { Outside } from './evaluator.ts'
import { Evaluator } from './evaluator.ts'
import { holdAndWait } from './hold-and-wait.ts'
import { judge } from './judge.ts'
import { lowerUnit } from './lower.ts'
import { display } from './naming.ts'
import { narrate } from './narrate.ts'
import { PRELUDE } from './outcome.ts'
import { HARNESS_SOURCE, HTTP_SOURCE, LIBRARY_SOURCE, runtimeSource } from './prelude.ts'
import type { Program } from './roots.ts'
import { programsOf, walk } from './roots.ts'
import type { RuntimeEntry } from './runtime-entries.ts'
import { DEFAULT_ENTRIES, sourceOf } from './runtime-entries.ts'
import { guardOf, isUnscheduled } from './scheduler.ts'
import { signaturesOf } from './signatures.ts'
import type { Place, SourceFinding, SourceReport, SourceVariant, SourceVerdict, Unresolved } from './source-report.ts'
import type { Expr, Item, Parse, Unit } from './syntax.ts'
import type { Threads } from './threads.ts'
import { threadsOf } from './threads.ts'
import type { Setting } from './variants.ts'
import { settingsOf } from './variants.ts'

/** A file to read. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** What the source gate has to be told of a server. */
export interface SourceConfig {
  readonly entries: { readonly scheduler: readonly string[]; readonly main: readonly string[] }
  /** Modules whose source is not followed: what they do is described. */
  readonly described: readonly string[]
  /** The same, unless their source has threads or locks of its own. */
  readonly plain: readonly string[]
  /** The functions by which threads enter the runtime. */
  readonly runtime: readonly RuntimeEntry[]
}

export const DEFAULT_SOURCE_CONFIG: SourceConfig = {
  entries: { scheduler: ['run_scheduler'], main: ['http_listen', 'main'] },
  described: ['Sx_runtime', 'Trace'],
  plain: ['Http', 'Sx_http'],
  runtime: DEFAULT_ENTRIES,
}

const WORST: readonly SourceVerdict[] = ['blocks', 'race', 'leak', 'ok']

/** The worst of verdicts. */
function worst(verdicts: readonly SourceVerdict[]): SourceVerdict {
  return WORST.find((verdict) => verdicts.includes(verdict)) ?? 'ok'
}

function isDescribed({ module, mentions }: Unit, { described, plain }: SourceConfig): boolean {
  const locks = ['Mutex', 'Condition', 'Thread', 'Event', 'Semaphore'].some((name) => mentions.has(name))
  return described.includes(module) || (plain.includes(module) && !locks)
}

/** Reads OCaml sources, follows what their threads do, and explores what can become of it. */
export function readSources(
  files: readonly SourceFile[],
  parse: Parse,
  config: SourceConfig = DEFAULT_SOURCE_CONFIG,
): SourceReport {
  let id = 0
  const next = (): number => id++
  const library = libraryOf(parse, next, config.runtime)
  const all = files
    .filter(({ path }) => path.endsWith('.ml'))
    .map(({ path, text }) => lowerUnit(path, parse(text, 'implementation'), next))
  const units = all.filter((unit) => !isDescribed(unit, config))
  const skipped = all
    .filter((unit) => isDescribed(unit, config))
    .map(
      ({ body, module }): Unresolved => ({
        at: { ...body.at, endLine: body.at.line, endColumn: body.at.column },
        what: `not followed: ${module} is described by the configuration`,
        reaches: false,
      }),
    )
  const broken = units.flatMap(({ unknown }) =>
    unknown.map(({ at, what }): Unresolved => ({ at, what, reaches: true })),
  )
  const { declared, unread } = signaturesOf(files, parse)
  const entries = new Set(config.runtime.map(({ name }) => name.slice(name.lastIndexOf('.') + 1)))
  const around: Around = { library, parse, next, outside: { entries, declared } }
  const programs = programsOf(units, config.entries)
  const results = programs.map((program) => decide(program, around))
  const variants = programs.flatMap((program) =>
    settingsOf(program).map((setting) => variant(decide(program, around, setting), setting)),
  )
  const findings = results.flatMap((result) => result.findings)
  const unresolved = [...broken, ...unread, ...skipped, ...results.flatMap((result) => result.unresolved)]
  return {
    files: files.map(({ path }) => path),
    lines: files.reduce((sum, { text }) => sum + text.split('\n').length, 0),
    verdict: worst(findings.map(({ verdict }) => verdict ?? 'ok')),
    may: isDoubtful(findings, results.some(({ may }) => may) || unresolved.some(({ reaches }) => reaches)),
    findings,
    unresolved,
    variants,
  }
}

function variant({ findings, unresolved, may }: Decided, { cell, value }: Setting): SourceVariant {
  const name = `${cell.slice(cell.lastIndexOf('.') + 1)}=${value.replaceAll('"', '')}`
  const verdict = worst(findings.map((finding) => finding.verdict ?? 'ok'))
  return { name, verdict, may: isDoubtful(findings, may || unresolved.some(({ reaches }) => reaches)), findings }
}

/** Whether the verdict may be wrong: of `ok`, something was not seen; of another one, no finding of it is certain. */
function isDoubtful(findings: readonly SourceFinding[], unseen: boolean): boolean {
  const verdict = worst(findings.map((finding) => finding.verdict ?? 'ok'))
  if (verdict === 'ok') return unseen
  return findings.every((finding) => finding.verdict !== verdict || finding.may)
}

/** What all programs of a run share. */
interface Around {
  readonly library: Unit
  readonly parse: Parse
  /** Numbers expressions. */
  readonly next: () => number
  readonly outside: Outside
}

interface Decided {
  readonly findings: readonly SourceFinding[]
  readonly unresolved: readonly Unresolved[]
  readonly may: boolean
}

/** One program, with the scheduler that it does not show. */
function decide(program: Program, { library, parse, next, outside }: Around, setting?: Setting): Decided {
  const on = new Evaluator()
  on.outside = outside
  if (setting !== undefined) on.pins.set(setting.cell, setting.value)
  const shown = skeletons(on, program, library, parse, next)
  if (!isUnscheduled(on, shown.threads)) return explored(on, program, shown)
  const again = new Evaluator()
  again.pins = on.pins
  again.outside = outside
  again.guard = guardOf(shown.threads)
  const run = again.guard === undefined ? '(fun () -> ignore (Sx_runtime.sched_run ()))' : '__guarded'
  const harness = `let _ = Thread.create __scheduler ${run}\n${program.harness}`
  return explored(again, program, skeletons(again, { ...program, harness }, library, parse, next))
}

/** What the threads of a program do to each other, and what is wrong with that. */
function explored(on: Evaluator, program: Program, { threads, complete, crowd }: Threads): Decided {
  const named = display(on, threads)
  const fetches = named.some(({ nodes }) => nodes.some(({ op }) => op.do === 'fetch'))
  const serving =
    fetches && crowd !== undefined ? named.find((thread) => thread.kind === display.kind(on, crowd)) : undefined
  const callback = serving && { ...serving, name: `${serving.name.replace(/#\d+$/, '')}#peer` }
  const judged = judge(program.name, callback === undefined ? named : [...named, callback], callback?.name)
  const whole = complete && judged.every((one) => one.complete)
  const findings = judged.flatMap((one) => one.failures.map((failure) => narrate(on, one, failure, on.cut || !whole)))
  const bounded: readonly Unresolved[] = whole ? [] : [{ at: startOf(program), what: BOUNDED, reaches: true }]
  const shown = new Set(
    findings.flatMap(({ at, related }) => [at, ...related.map((one) => one.at)]).map((at) => `${at.file}:${at.line}`),
  )
  const predicted = holdAndWait(on, named).filter(({ at }) => !shown.has(`${at.file}:${at.line}`))
  return {
    findings: distinct([...findings, ...predicted]),
    unresolved: [...bounded, ...on.blind.values()],
    may: on.cut || !whole,
  }
}

const BOUNDED = 'more than can be explored: what was not seen may go wrong'

function startOf({ units }: Program): Place {
  const file = units.at(-1)?.file ?? ''
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
}

/** One finding a rule and place: a certain one before one that may be, then the one with the shortest way there. */
function distinct(findings: readonly SourceFinding[]): readonly SourceFinding[] {
  const seen = new Set<string>()
  return [...findings]
    .sort((a, b) => Number(a.may) - Number(b.may) || a.steps.length - b.steps.length)
    .filter(({ rule, at }) => {
      const key = `${rule} ${at.file}:${at.line}:${at.column}`
      return seen.has(key) ? false : seen.add(key) !== undefined
    })
}

/** What is known of the libraries, as a unit of its own. */
export function libraryOf(parse: Parse, next: () => number, runtime = DEFAULT_ENTRIES): Unit {
  const text = LIBRARY_SOURCE + runtimeSource(sourceOf(runtime)) + HTTP_SOURCE + HARNESS_SOURCE
  return lowerUnit(PRELUDE, parse(text, 'implementation'), next)
}

/** The threads of a program, as one structure: the library, the files in their order, the harness. */
export function skeletons(on: Evaluator, program: Program, library: Unit, parse: Parse, next: () => number): Threads {
  const harness = lowerUnit(PRELUDE, parse(`${program.harness}\nlet () = __finish ()`, 'implementation'), next)
  const units = [library, ...program.units, harness]
  for (const unit of units) {
    walk(unit.body, (expr) => on.register(expr))
    for (const field of unit.mutable) on.mutable.add(field)
  }
  for (const { body } of program.units) {
    for (const value of body.kind === 'struct' ? body.items.flatMap(valuesOf) : []) on.questions.read(value)
  }
  const items = (unit: Unit): readonly Item[] => (unit.body.kind === 'struct' ? unit.body.items : [])
  const modules = program.units.map(
    ({ module, body }): Item => ({
      kind: 'let',
      rec: false,
      bindings: [{ pattern: { kind: 'var', name: module }, value: body }],
    }),
  )
  const body: Expr = {
    ...library.body,
    id: next(),
    kind: 'struct',
    items: [...items(library), ...modules, ...items(harness)],
  } as Expr
  on.register(body)
  return threadsOf(on, on.eval(body, on.pool.empty, on.frames.bottom))
}

/** The expressions of an item. */
function valuesOf(item: Item): readonly Expr[] {
  if (item.kind === 'let') return item.bindings.map(({ value }) => value)
  return [item.kind === 'eval' ? item.value : item.module]
}
