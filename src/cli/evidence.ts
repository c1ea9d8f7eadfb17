import { InterlockError } from '../engine/error.ts'
import type { DesignName } from '../model/designs.ts'
import { designs } from '../model/designs.ts'
import type { Evidence, RowEvidence, RunEvidence, SchedulerState, Seen, SeenPhase } from '../model/evidence.ts'
import { schedulerStates } from '../model/evidence.ts'
import { parseFlags, variantNames } from '../model/flags.ts'
import { observationOf } from '../model/observation.ts'
import { knownRequests, requestNamed } from '../model/paths.ts'
import type { Result } from '../model/routes.ts'
import { UsageError } from './io.ts'
import { suggestion } from './suggest.ts'

/** One thing that is told, and where. */
export interface Entry {
  readonly where: string
  readonly value: unknown
}

const NAMES = Object.keys(designs) as DesignName[]

/** The miniature's flags for a design: its name, the miniature's `--variant`, more flags behind it, or flags alone. */
function flagsOf(text: string, where: string): string {
  const [first, ...rest] = text.trim().split(/\s+/)
  if (first.startsWith('--')) return text.trim()
  const name = NAMES.find((each) => each === first)
  const variant = name === undefined ? variantNames.find((each) => each === first) : designs[name].variant
  if (variant !== undefined) return [`--variant ${variant}`, ...rest].join(' ')
  const names = [...new Set([...NAMES, ...variantNames])]
  throw new UsageError(
    `${where}: unknown design '${first}'${suggestion(first, names) || `; it is one of ${names.join(', ')}`}`,
  )
}

/** The flags as instances; what is wrong with them is said with where they stand. */
function variantsOf(flags: string, where: string): RunEvidence['variants'] {
  try {
    return parseFlags(flags)
  } catch (error) {
    if (error instanceof InterlockError) throw new UsageError(`${where}: ${error.message}`)
    throw error
  }
}

const WORDS: Readonly<Record<string, Result>> = { ok: 'ok', hang: 'hang', refused: 'dead', wrong: 'wrong' }

function resultOf(word: string, status: number, where: string): Result {
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  if (/^[1-5]\d\d$/.test(word)) {
    if (Number(word) === status) return 'ok'
    return status === 500 ? 'wrong' : 'error'
  }
  throw new UsageError(
    `${where}: '${word}' is no result; it is an HTTP status, hang, ok, wrong (another body) or refused`,
  )
}

/** `[METHOD] PATH = RESULT [max-time SECONDS]` */
function seenOf(text: string, where: string): Seen {
  const match = /^(.+?)\s*=\s*(\S+)(?:\s+max-time\s+([1-9]\d{0,4}))?$/.exec(text.trim())
  if (match === null) {
    throw new UsageError(`${where}: '${text.trim()}' is not 'PATH = RESULT', such as '/actors/alice/outbox = hang'`)
  }
  const [, asked, word, seconds] = match
  const request = requestNamed(asked, word)
  if (request === undefined) {
    const near = suggestion(asked, knownRequests)
    throw new UsageError(
      `${where}: nothing in the models serves '${asked}'${near || `; known are ${knownRequests.join(', ')}`}`,
    )
  }
  return {
    ...request,
    result: resultOf(word, request.status, where),
    ...(seconds === undefined ? {} : { patience: Number(seconds) * 1000 }),
  }
}

/** Requests one after another are one client's; those joined by `&` were made at once. */
function phasesOf(groups: readonly (readonly Seen[])[]): readonly SeenPhase[] {
  const phases: Seen[][][] = []
  for (const group of groups) {
    const last = phases.at(-1)
    if (group.length === 1 && last?.length === 1) last[0].push(group[0])
    else phases.push(group.map((seen) => [seen]))
  }
  return phases
}

interface Run {
  readonly flags: string
  readonly saw: readonly string[]
  readonly scheduler: SchedulerState | null
  readonly where: string
}

function runOf({ flags, saw, scheduler, where }: Run): RunEvidence {
  const groups = saw.map((text) => text.split(/\s&\s/).map((each) => seenOf(each, where)))
  const last = groups.at(-1)?.at(-1)
  if (scheduler !== null && last?.result !== 'hang') {
    throw new UsageError(`${where}: what the scheduler does is known only while the last request hangs`)
  }
  return { kind: 'run', where, design: flags, variants: variantsOf(flags, where), phases: phasesOf(groups), scheduler }
}

/** `--saw` texts, each with the design that ran behind `with`; those of one design, in a row, are one run of one server. */
export function evidenceOfOptions(saw: readonly string[], design: string): readonly RunEvidence[] {
  const runs: { flags: string; saw: string[]; where: string }[] = []
  for (const [index, text] of saw.entries()) {
    const where = `--saw ${index + 1}`
    const [, told, named = design] = /^(.*?)(?:\s+with\s+(.+))?$/s.exec(text) ?? []
    const flags = flagsOf(named, where)
    const last = runs.at(-1)
    if (last?.flags === flags) last.saw.push(told)
    else runs.push({ flags, saw: [told], where })
  }
  return runs.map((run) => runOf({ ...run, scheduler: null }))
}

const RUN_FIELDS = ['design', 'flags', 'saw', 'scheduler']
const ROW_FIELDS = [
  'scenario',
  'load',
  'flags',
  'design',
  'requests',
  'ok',
  'hang',
  'error_reply',
  'no_server',
  'gave_up_on_purpose',
  'root_after',
  'violation_kinds',
]
/** What rows of the miniature have besides, and what is not asked. */
const REMARKS = ['runs', 'verdict', 'violations', 'log_lock_overlap', 'first_bad', 'held_at_end', 'witness', 'note']

function fieldsOf({ where, value }: Entry): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${where}: an observation is an object with 'saw', or with 'load' and counts`)
  }
  const fields = value as Readonly<Record<string, unknown>>
  const known = [...('load' in fields ? ROW_FIELDS : RUN_FIELDS), ...REMARKS]
  for (const field of Object.keys(fields)) {
    if (known.includes(field)) continue
    throw new UsageError(
      `${where}: unknown field '${field}'${suggestion(field, known) || `; known are ${known.join(', ')}`}`,
    )
  }
  return fields
}

function textOf(value: unknown, field: string, where: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new UsageError(`${where}: ${field} must be a text`)
}

function flagsIn(fields: Readonly<Record<string, unknown>>, where: string): string {
  const { design, flags } = fields
  if (design !== undefined && flags !== undefined) throw new UsageError(`${where}: give design or flags, not both`)
  if (flags !== undefined) return textOf(flags, 'flags', where).trim()
  return flagsOf(design === undefined ? 'original' : textOf(design, 'design', where), where)
}

function rowOf(fields: Readonly<Record<string, unknown>>, where: string): RowEvidence {
  const flags = flagsIn(fields, where)
  const variants = variantsOf(flags, where)
  try {
    const seen = observationOf({ scenario: '', ...fields, flags })
    return { kind: 'row', where, design: flags, variants, seen }
  } catch (error) {
    if (error instanceof InterlockError) throw new UsageError(`${where}: ${error.message}`)
    throw error
  }
}

function schedulerOf(value: unknown, where: string): SchedulerState | null {
  if (value === undefined) return null
  const found = schedulerStates.find((state) => state === value)
  if (found !== undefined) return found
  throw new UsageError(`${where}: scheduler must be one of: ${schedulerStates.join(', ')}`)
}

/** An observation of a file. */
export function evidenceOf(told: Entry): Evidence {
  const { where } = told
  const fields = fieldsOf(told)
  if ('load' in fields) return rowOf(fields, where)
  const list = typeof fields.saw === 'string' ? [fields.saw] : fields.saw
  if (!Array.isArray(list) || list.length === 0) {
    throw new UsageError(`${where}: 'saw' must be a list of texts such as '/ = 200', or give 'load' and counts`)
  }
  const saw = list.map((each) => textOf(each, 'saw', where))
  return runOf({ flags: flagsIn(fields, where), saw, scheduler: schedulerOf(fields.scheduler, where), where })
}
