import { plain } from '../../engine/trace.ts'
import { VERSION } from '../../engine/version.ts'
import { stateName } from '../text.ts'
import type { History, Present } from './history.ts'
import { inertJson } from './json.ts'

function brief({ actor, mailbox }: Present): object {
  return {
    actor: actor.name,
    status: actor.status,
    ...(actor.value !== undefined && { state: stateName(actor.value) }),
    waiting: mailbox.map(({ from, event }) => ({ from, type: event.type })),
  }
}

/** An execution as JSON Lines: the head, each step, and how it leaves everybody. */
export function jsonl({ system, clock, execution, start, moments }: History): string {
  const { property = null, violation = null } = execution
  const last = moments.at(-1) ?? start
  const lines = [
    { kind: 'execution', interlock: VERSION, system, clock, property, violation: plain(violation) },
    ...moments.map(({ step, time, waited, enabled, occurrences }, at) => ({
      kind: 'step',
      number: at + 1,
      label: step.label,
      actor: step.actor,
      step: step.kind,
      ...('from' in step && { from: step.from }),
      type: step.event.type,
      waited,
      time,
      enabled,
      sent: occurrences.flatMap((each) =>
        each.kind === 'sent' ? [{ from: each.from, to: each.to, type: each.event.type }] : [],
      ),
      lost: occurrences.flatMap((each) =>
        each.kind === 'dropped' ? [{ to: each.to, type: each.event.type, why: each.why }] : [],
      ),
    })),
    { kind: 'end', actors: last.actors.map(brief) },
  ]
  return lines.map((line) => `${inertJson(line)}\n`).join('')
}
