import type { Alternative, Conformance, Refusal, Unanswered } from '../model/log/conformance.ts'
import type { Style } from './style.ts'
import { count, enumerate, paragraph, printable } from './text.ts'

/** A log that was followed. */
export interface Conformed {
  readonly file: string
  readonly conformance: Conformance
  /** The line that no execution explains. */
  readonly line?: number
  readonly refusal?: Refusal
  /** A last line that was not written to its end. */
  readonly torn: number | null
}

/** The logs of one run, and what one instance got and no other one gave. */
export interface ConformedRun {
  readonly files: readonly string[]
  readonly missing: readonly Unanswered[]
}

type Fields = Readonly<Record<string, string | number>>

function eventWords(op: string, fields: Fields): string {
  const words = Object.entries(fields).map(([name, value]) => `${name} ${value}`)
  return printable(words.length === 0 ? op : `${op} (${words.join(', ')})`)
}

function alternativeWords({ thread, op, fields, blocked }: Alternative): string {
  return `${printable(thread)}: ${eventWords(op, fields)}${blocked === null ? '' : `, but ${blocked}`}`
}

function list(title: string, alternatives: readonly Alternative[], columns: number): readonly string[] {
  if (alternatives.length === 0) return []
  return [`  ${title}`, ...alternatives.flatMap((each) => paragraph(alternativeWords(each), columns, '    '))]
}

function refusalWords({ event, problem, own, others }: Refusal, columns: number): readonly string[] {
  return [
    ...paragraph(
      `${printable(event.tname)}: ${eventWords(event.op, event.fields)}. No execution explains it: ${printable(problem)}.`,
      columns,
      '  ',
    ),
    ...list('What the model allows there:', own, columns),
    ...list('Of other threads:', others, columns),
  ]
}

/** Whether a log was followed to its end, or how far. */
function extent({ conformance, torn }: Conformed): string {
  if (torn !== null)
    return `it stops in the middle of line ${torn}; what is before is a behaviour of the model (a prefix)`
  if (conformance.isCut) return 'it was cut off there; what is before is a behaviour of the model (a prefix)'
  if (!conformance.complete) return 'it stops early; what is there is a behaviour of the model (a prefix)'
  return 'a behaviour of the model'
}

/** What was free to be otherwise, so that a log that differs there is a behaviour, too. */
function freedomWords({ freed }: Conformance): string {
  const named = (why: string): string => {
    const keys = [...freed.keys()].filter((key) => key.startsWith(`${why} `)).sort()
    return enumerate(keys.map((key) => printable(key.slice(why.length + 1))))
  }
  const [order = 0, values] = [freed.get('order'), named('value')]
  const parts = [
    order === 0 ? '' : `${count(order, 'event')} could have come before the event of another thread just before`,
    values === '' ? '' : `any value would do of ${values}`,
    'what config says is held only to what follows',
  ].filter((part) => part !== '')
  return `What is free in it: ${parts.join('; ')}.`
}

function logWords(log: Conformed, { paint, columns }: Style): readonly string[] {
  const { file, conformance, line, refusal } = log
  if (refusal !== undefined) {
    return [`${printable(file)}, line ${line}: ${paint.bad('refused')}`, ...refusalWords(refusal, columns)]
  }
  const underWay = conformance.pending().filter(({ op }) => op !== 'http.accept')
  const head = `${printable(file)}: ${count(conformance.events, 'event')} of ${printable(conformance.instance ?? '?')}: ${extent(log)}.`
  const loose =
    'No mutex serialises this runtime: its log shows the order of what threads do, not what memory they saw. Each thread and each lock is held to it, mailboxes and registers are not.'
  return [
    ...paragraph(head, columns, ''),
    ...(conformance.serial ? [] : paragraph(loose, columns, '  ')),
    ...paragraph(freedomWords(conformance), columns, '  '),
    ...list('Under way at its end, and next:', underWay, columns),
  ]
}

/** What became of each log, in words. */
export function conformText(logs: readonly Conformed[], runs: readonly ConformedRun[], style: Style): string {
  const lines = logs.flatMap((log) => logWords(log, style))
  for (const { missing } of runs) {
    for (const { answer, got, given } of missing) {
      const text = `An answer that nobody gave: '${printable(answer)}' was got ${count(got, 'time')} and given ${count(given, 'time')}.`
      lines.push(...paragraph(text, style.columns, ''))
    }
  }
  const refused = logs.filter(({ refusal }) => refusal !== undefined).length
  lines.push(style.paint.strong(`${count(logs.length, 'log')}: ${logs.length - refused} accepted, ${refused} refused`))
  return `${lines.join('\n')}\n`
}

/** What became of each log, as JSON. */
export function conformJson(logs: readonly Conformed[], runs: readonly ConformedRun[]): object {
  return {
    logs: logs.map(({ file, conformance, line, refusal, torn }) => ({
      file,
      instance: conformance.instance ?? null,
      verdict: refusal === undefined ? 'accepted' : 'refused',
      prefix: refusal === undefined && !conformance.complete,
      events: conformance.events,
      tornLine: torn,
      refusal: refusal === undefined ? null : { line, ...refusal },
      freedoms: conformance.freedoms,
      freed: Object.fromEntries(conformance.freed),
      pending: conformance.pending(),
    })),
    runs,
  }
}
