import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { GateReport } from '../gate/judgement.ts'
import { github, logLines } from '../report/annotations.ts'
import { gateRules } from '../report/gate-rules.ts'
import { junit } from '../report/junit.ts'
import { sarif } from '../report/sarif.ts'
import { summary } from '../report/summary.ts'
import { UsageError } from './io.ts'
import type { Session } from './session.ts'
import { suggestion } from './suggest.ts'

/** What a report can be written as. */
const FORMATS = ['text', 'json', 'sarif', 'junit', 'github', 'gitea'] as const
type Format = (typeof FORMATS)[number]

/** Formats that are a whole document, which nothing may stand before or behind. */
const DOCUMENTS: readonly Format[] = ['json', 'sarif', 'junit']

/** Which formats go to standard output, and which to files. */
export interface Outputs {
  readonly printed: readonly Format[]
  readonly files: readonly { readonly format: Format; readonly file: string }[]
}

function formatOf(text: string, option: string): Format {
  const found = FORMATS.find((format) => format === text)
  if (found !== undefined) return found
  throw new UsageError(
    `${option}: there is no format '${text}'${suggestion(text, FORMATS) || `; there are ${FORMATS.join(', ')}`}`,
  )
}

/** Reads `--format` and `--output`: a format with a file goes there, the others to standard output; `text` when none is asked for. */
export function outputsOf(formats: readonly string[], outputs: readonly string[]): Outputs {
  const asked = formats.flatMap((text) => text.split(',')).map((text) => formatOf(text.trim(), '--format'))
  const files = outputs.map((text) => {
    const [, format, file] = /^([^=]*)=(.+)$/s.exec(text) ?? []
    if (file === undefined) throw new UsageError(`--output: '${text}' is not FORMAT=FILE, such as sarif=gate.sarif`)
    return { format: formatOf(format, '--output'), file }
  })
  const left = [...new Set(asked)].filter((format) => !files.some((one) => one.format === format))
  const printed: readonly Format[] =
    asked.length === 0 && !files.some(({ format }) => format === 'text') ? ['text'] : left
  const document = printed.find((format) => DOCUMENTS.includes(format))
  if (document !== undefined && printed.length > 1) {
    throw new UsageError(
      `--format: ${document} must be alone on standard output; write it to a file: --output ${document}=FILE`,
    )
  }
  return { printed, files }
}

/** A gate's report in the two formats that each gate has of its own. */
interface Told {
  readonly report: GateReport
  readonly text: () => string
  readonly json: () => string
  /** Which gate: SARIF keeps their reports apart. */
  readonly category: string
}

function rendered(format: Format, { report, text, json, category }: Told): string {
  switch (format) {
    case 'text':
      return `${text()}\n`
    case 'json':
      return json()
    case 'sarif':
      return sarif(report, gateRules, category)
    case 'junit':
      return junit(report)
    case 'github':
      return github(report)
    case 'gitea':
      return logLines(report)
  }
}

/** Writes a report in all formats that are asked for; for the two CI systems also the summary of the run's page. */
export function write(told: Told, { printed, files }: Outputs, { io, print }: Session): void {
  try {
    for (const { format, file } of files) {
      const path = resolve(io.cwd, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, rendered(format, told))
    }
    const page = io.env.GITHUB_STEP_SUMMARY ?? ''
    const ci = [...printed, ...files.map(({ format }) => format)].some(
      (format) => format === 'github' || format === 'gitea',
    )
    if (ci && page !== '') appendFileSync(page, summary(told.report))
  } catch (error) {
    throw new UsageError(`the report cannot be written: ${(error as Error).message}`)
  }
  for (const format of printed) print(rendered(format, told))
}
