import type { Presence, Recording } from './page/data.ts'
import { waitClause } from './sentence.ts'
import type { Style } from './style.ts'
import { padded, shortened, wrapped } from './text.ts'

/** What tells one presence of an actor from the one before, in few words. */
function changes(name: string, before: Presence | undefined, after: Presence | undefined, arrow: string): string {
  if (after === undefined) return `${name} is gone`
  const was = before ?? { state: 'absent', mailbox: [], timers: [], waits: [], context: '' }
  const mail = ({ mailbox }: Pick<Presence, 'mailbox'>): string => mailbox.map(({ type }) => type).join(', ')
  const timers = ({ timers: all }: Pick<Presence, 'timers'>): string =>
    all.map(({ type, remaining }) => `${type} in ${remaining} ms`).join(', ')
  const waits = ({ waits: all }: Pick<Presence, 'waits'>): string =>
    all.map(({ kind, to }) => waitClause({ from: name, kind, to })).join('; ')
  const part = (what: string, old: string, now: string): readonly string[] =>
    old === now ? [] : [`${what} ${old === '' ? 'empty' : old} ${arrow} ${now === '' ? 'empty' : now}`]
  const all = [
    ...(was.state === after.state ? [] : [`${was.state} ${arrow} ${after.state}`]),
    ...(waits(was) === waits(after) ? [] : [waits(after) === '' ? 'waits no more' : waits(after)]),
    ...part('mailbox', mail(was), mail(after)),
    ...part('timers', timers(was), timers(after)),
    ...(was.context === after.context || before === undefined ? [] : ['context changes']),
  ]
  return `${name}: ${all.join('; ')}`
}

/** What each step of an execution changes, rather than the states: who, from what, to what. Of `only` some, or of all. */
export function differenceLines(recording: Recording, only: readonly string[], style: Style): readonly string[] {
  const { actors, presences, steps, texts } = recording
  const arrow = style.ascii ? '->' : '→'
  const now = actors.map((_, at) => recording.start[at] ?? -1)
  const digits = String(steps.length).length
  return steps.flatMap(({ label, changes: changed }, at) => {
    const lines: string[] = []
    for (let index = 0; index < changed.length; index += 2) {
      const [actor, presence] = [changed[index], changed[index + 1]]
      const { name } = actors[actor]
      if (only.length === 0 || only.includes(name)) {
        lines.push(changes(name, presences[now[actor]], presences[presence], arrow))
      }
      now[actor] = presence
    }
    const head = `  ${style.paint.dim(padded(String(at + 1), digits, 'left'))}  ${shortened(texts[label], style.columns - digits - 5, style.ascii ? '~' : '…')}`
    const indent = ' '.repeat(digits + 6)
    return [head, ...lines.flatMap((line) => wrapped(line, style.columns - indent.length).map((text) => indent + text))]
  })
}

/** Everybody's state at the end, with mailbox, timers and context. */
export function finalLines(recording: Recording, only: readonly string[], style: Style): readonly string[] {
  const { actors, presences, steps } = recording
  const last = actors.map((_, at) => recording.start[at] ?? -1)
  for (const { changes: changed } of steps) {
    for (let index = 0; index < changed.length; index += 2) last[changed[index]] = changed[index + 1]
  }
  return actors.flatMap(({ name }, at) => {
    const presence = presences[last[at]]
    if (presence === undefined || (only.length > 0 && !only.includes(name))) return []
    const parts = [
      ...presence.waits.map(({ kind, to }) => waitClause({ from: name, kind, to })),
      ...presence.mailbox.map(({ from, type }) => `mailbox: ${type} from ${from}`),
      ...presence.timers.map(({ type, remaining }) => `timer: ${type} in ${remaining} ms`),
      ...(presence.context === '' ? [] : [`context: ${presence.context.replace(/\n */g, ' ')}`]),
    ]
    const told = parts.flatMap((part) => wrapped(part, style.columns - 4).map((line) => `    ${line}`))
    return [`  ${style.paint.strong(name)}  ${presence.state || presence.status}`, ...told]
  })
}
