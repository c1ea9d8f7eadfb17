import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GateConfig } from '../gate/config.ts'
import { judgeSources } from '../gate/judgement.ts'
import { modelReport } from '../gate/model-checks.ts'
import type { SourceConfig } from '../gate/read-sources.ts'
import type { SourceReport } from '../gate/source-report.ts'
import { gateJson } from '../report/gate-json.ts'
import { gateRule, gateRules } from '../report/gate-rules.ts'
import { gateText, ruleText } from '../report/gate-text.ts'
import { modelGateJson, modelGateText } from '../report/model-gate-report.ts'
import { count, enumerate } from '../report/text.ts'
import { gateConfig, readBaseline } from './gate-config.ts'
import type { Outputs } from './gate-output.ts'
import { outputsOf, write } from './gate-output.ts'
import { EXIT, UsageError } from './io.ts'
import { checkModels } from './model-gate.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { gateSources } from './source-gate.ts'
import { suggestion } from './suggest.ts'
import { interruptOf } from './supervise.ts'
import { readText } from './tree.ts'
import { acceptDrift, treeFindings } from './tree-gate.ts'

/** The options of `sim gate`. */
export interface GateOptions {
  readonly ocaml?: readonly string[]
  readonly config?: string
  readonly allowConfigCode?: boolean
  readonly base?: string
  readonly baseline?: string
  readonly unresolved?: 'fail' | 'warn'
  readonly format?: readonly string[]
  readonly output?: readonly string[]
  readonly explain?: string
  readonly accept?: boolean
  readonly reason?: string
  readonly traces?: string
  readonly ascii?: boolean
}

/** What reads and decides the sources. */
export type SourceGate = (paths: readonly string[], cwd: string, config: SourceConfig) => Promise<SourceReport>

/** The traces that come with interlock. */
const TRACES = fileURLToPath(new URL('../../traces', import.meta.url))

/** `sim gate`: the models without `--ocaml`, the sources with it. */
export async function gateCommand(
  options: GateOptions,
  session: Session,
  decide: SourceGate = gateSources,
): Promise<number> {
  if (options.explain !== undefined) return explainRule(options.explain, options, session)
  const outputs = outputsOf(options.format ?? [], options.output ?? [])
  if (options.accept) return accept(options, session)
  if (options.reason !== undefined) throw new UsageError('--reason goes with --accept')
  if (options.ocaml !== undefined) return sourceGate(options.ocaml, options, outputs, session, decide)
  const [stray] = (['base', 'baseline', 'config', 'unresolved'] as const).filter((key) => options[key] !== undefined)
  if (stray !== undefined) throw new UsageError(`--${stray} is for sources: add --ocaml DIR`)
  return modelGate(options, outputs, session)
}

function explainRule(name: string, options: GateOptions, session: Session): number {
  const rule = gateRule(name)
  if (rule === undefined) {
    const names = gateRules.map(({ id }) => id)
    throw new UsageError(
      `--explain: there is no rule '${name}'${suggestion(name, names) || `; there are ${enumerate(names)}`}`,
    )
  }
  session.print(`${ruleText(rule, styleOf(session, options))}\n`)
  return EXIT.expected
}

async function accept(options: GateOptions, session: Session): Promise<number> {
  const { cwd } = session.io
  const reason = (options.reason ?? '').trim()
  if (reason === '') throw new UsageError('--accept needs --reason TEXT: why the models are still right')
  const { config } = await gateConfig(options, cwd)
  const { changed, file } = acceptDrift(config, reason, cwd)
  session.print(`${count(changed, 'definition')} recorded in ${file}\n`)
  return EXIT.expected
}

async function modelGate(options: GateOptions, outputs: Outputs, session: Session): Promise<number> {
  const interrupt = interruptOf(session.io)
  const traces = options.traces === undefined ? TRACES : resolve(session.io.cwd, options.traces)
  const checked = await checkModels(session, interrupt, traces).finally(interrupt.release)
  if (interrupt.asked) return EXIT.interrupted
  const report = modelReport(checked)
  const text = (): string => modelGateText(checked, styleOf(session, options))
  write({ report, text, json: () => modelGateJson(checked), category: 'interlock/models' }, outputs, session)
  return report.passed ? EXIT.expected : EXIT.violated
}

async function sourceGate(
  paths: readonly string[],
  options: GateOptions,
  outputs: Outputs,
  session: Session,
  decide: SourceGate,
): Promise<number> {
  const { io } = session
  const { config: found, file } = await gateConfig(options, io.cwd)
  const config = { ...found, unresolved: options.unresolved ?? found.unresolved }
  const around = { baseline: readBaseline(options.baseline, config, io.cwd), today: io.today() }
  if (options.base !== undefined && config.rules['declared-paths'].level === 'off') {
    throw new UsageError(
      '--base: no paths are declared; say which a change may touch: "rules": { "declared-paths": { "paths": [...] } }',
    )
  }
  const source = await decide(paths, io.cwd, config.source)
  const findings = [...source.findings, ...treeFindings(config, source.files, options.base, io.cwd)]
  const report = judgeSources({ ...source, findings }, config, around)
  const text = (): string => gateText(report, notes(config, file), linesIn(io.cwd), styleOf(session, options))
  write({ report, text, json: () => gateJson(report), category: 'interlock/sources' }, outputs, session)
  return report.passed ? EXIT.expected : EXIT.violated
}

/** What was not looked for, so that silence is not taken for an answer. */
function notes({ rules }: GateConfig, file: string | undefined): readonly string[] {
  const off = Object.entries(rules).flatMap(([name, { level }]) => (level === 'off' ? [name] : []))
  const from = file === undefined ? 'No interlock.config.json' : `Configured by ${file}`
  return [off.length === 0 ? `${from}.` : `${from}; off: ${off.join(', ')}.`]
}

/** The lines of files, each read once. */
function linesIn(cwd: string): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>()
  return (file) => {
    if (!known.has(file)) known.set(file, readText(resolve(cwd, file), file)?.split(/\r?\n/))
    return known.get(file)
  }
}
