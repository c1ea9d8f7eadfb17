import { InterlockError } from '../engine/error.ts'
import type { DesignName } from '../model/designs.ts'
import { designs } from '../model/designs.ts'
import type { Evidence, RowEvidence, RunEvidence, SchedulerState, Seen, SeenPhase } from '../model/evidence.ts'
import { schedulerStates } from '../model/evidence.ts'
import { parseFlags, variantNames } from '../model/flags.ts'
import { observationOf, RowError } from '../model/observation.ts'
import type { Requested } from '../model/paths.ts'
import { knownRequests, requestNamed } from '../model/paths.ts'
import type { Result } from '../model/routes.ts'
import { ASKS_A_SERVER } from '../model/routes.ts'
import { UsageError } from './io.ts'
import { suggestion } from './suggest.ts'

/** One thing that is told, and where; `at` says where a field of it stands, or one of a field's items. */
export interface Entry {
  readonly where: string
  readonly value: unknown
  readonly at: (field: string, item?: number) => string
}

/** A text, and where it stands. */
interface Line {
  readonly text: string
  readonly where: string
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
function variantsOf({ text, where }: Line): RunEvidence['variants'] {
  try {
    return parseFlags(text)
  } catch (error) {
    if (error instanceof InterlockError) throw new UsageError(`${where}: ${error.message}`)
    throw error
  }
}

const WORDS: Readonly<Record<string, Result>> = { ok: 'ok', hang: 'hang', refused: 'dead', wrong: 'wrong' }

function resultOf(word: string, { status, route }: Requested, where: string): Seen['result'] {
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  if (/^[1-5]\d\d$/.test(word)) {
    if (Number(word) === status) return 'ok'
    if (status === 500) return word === '200' ? 'wrong' : 'other'
    return word === '500' || (word === '502' && ASKS_A_SERVER.includes(route)) ? 'error' : 'other'
  }
  throw new UsageError(
    `${where}: '${word}' is no result; it is an HTTP status, hang, ok, wrong (another body) or refused`,
  )
}

/** curl's `--max-time`, in milliseconds. */
function patienceOf(seconds: string | undefined, where: string): { readonly patience?: number } {
  if (seconds === undefined) return {}
  if (/^[1-9]\d{0,4}$/.test(seconds)) return { patience: Number(seconds) * 1000 }
  throw new UsageError(`${where}: max-time is '${seconds}'; it must be a whole number of seconds, from 1 to 99999`)
}

/** `[METHOD] PATH = RESULT [max-time SECONDS]` */
function seenOf(text: string, where: string): Seen {
  const match = /^(.+?)\s*=\s*(\S+)(?:\s+max-time(?:\s+(.*))?)?$/.exec(text.trim())
  if (match === null) {
    throw new UsageError(`${where}: '${text.trim()}' is not 'PATH = RESULT', such as '/actors/alice/outbox = hang'`)
  }
  const [whole, asked, word, seconds = /\smax-time\s*$/.test(whole) ? '' : undefined] = match
  const request = requestNamed(asked, word)
  if (request === undefined) {
    const near = suggestion(asked, knownRequests)
    throw new UsageError(
      `${where}: nothing in the models serves '${asked}'${near || `; known are ${knownRequests.join(', ')}`}`,
    )
  }
  return {
    ...request,
    where,
    result: resultOf(word, request, where),
    said: word,
    ...patienceOf(seconds, where),
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
  readonly flags: Line
  readonly saw: readonly Line[]
  readonly scheduler: { readonly state: SchedulerState | null; readonly where: string }
  readonly where: string
}

function runOf({ flags, saw, scheduler: { state, where: there }, where }: Run): RunEvidence {
  const groups = saw.map((line) => line.text.split(/\s&\s/).map((each) => seenOf(each, line.where)))
  const last = groups.at(-1)?.at(-1)
  if (state !== null && last?.result !== 'hang') {
    throw new UsageError(`${there}: what the scheduler does is known only while the last request hangs`)
  }
  const variants = variantsOf(flags)
  return { kind: 'run', where, design: flags.text, variants, phases: phasesOf(groups), scheduler: state }
}

/** `--saw` texts, each with the design that ran behind `with`; those of one design, in a row, are one run of one server. */
export function evidenceOfOptions(saw: readonly string[], design: string): readonly RunEvidence[] {
  const runs: { flags: Line; saw: Line[]; where: string }[] = []
  for (const [index, text] of saw.entries()) {
    const where = `--saw ${index + 1}`
    const [, told, named = design] = /^(.*?)(?:\s+with\s+(.+))?$/s.exec(text) ?? []
    const flags = flagsOf(named, where)
    const last = runs.at(-1)
    if (last?.flags.text === flags) last.saw.push({ text: told, where })
    else runs.push({ flags: { text: flags, where }, saw: [{ text: told, where }], where })
  }
  return runs.map((run) => runOf({ ...run, scheduler: { state: null, where: run.where } }))
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

function fieldsOf({ where, value, at }: Entry): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${where}: an observation is an object with 'saw', or with 'load' and counts`)
  }
  const fields = value as Readonly<Record<string, unknown>>
  const known = [...('load' in fields ? ROW_FIELDS : RUN_FIELDS), ...REMARKS]
  for (const field of Object.keys(fields)) {
    if (known.includes(field)) continue
    throw new UsageError(
      `${at(field)}: unknown field '${field}'${suggestion(field, known) || `; known are ${known.join(', ')}`}`,
    )
  }
  return fields
}

function textOf(value: unknown, field: string, where: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new UsageError(`${where}: ${field} must be a text`)
}

/** The flags that an observation tells of, or its design as flags, and where. */
function flagsIn(fields: Readonly<Record<string, unknown>>, at: Entry['at']): Line {
  const { design, flags } = fields
  if (flags === undefined) {
    const where = at('design')
    return { text: flagsOf(design === undefined ? 'original' : textOf(design, 'design', where), where), where }
  }
  const where = at('flags')
  if (design !== undefined) throw new UsageError(`${where}: give design or flags, not both`)
  return { text: textOf(flags, 'flags', where).trim(), where }
}

function rowOf(fields: Readonly<Record<string, unknown>>, { where, at }: Entry): RowEvidence {
  const flags = flagsIn(fields, at)
  const variants = variantsOf(flags)
  try {
    const seen = observationOf({ scenario: '', ...fields, flags: flags.text })
    return { kind: 'row', where, design: flags.text, variants, seen }
  } catch (error) {
    if (error instanceof RowError) throw new UsageError(`${at(error.field)}: ${error.message}`)
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
  const { where, at } = told
  const fields = fieldsOf(told)
  if ('load' in fields) return rowOf(fields, told)
  const list = typeof fields.saw === 'string' ? [fields.saw] : fields.saw
  if (!Array.isArray(list) || list.length === 0) {
    throw new UsageError(`${at('saw')}: 'saw' must be a list of texts such as '/ = 200', or give 'load' and counts`)
  }
  const saw = list.map((each, item) => ({ text: textOf(each, 'saw', at('saw', item)), where: at('saw', item) }))
  const there = at('scheduler')
  const scheduler = { state: schedulerOf(fields.scheduler, there), where: there }
  return runOf({ flags: flagsIn(fields, at), saw, scheduler, where })
}
