import { stepWord } from '../step-words.ts'
import type { History } from './history.ts'
import { InFlight } from './history.ts'
import { inertJson } from './json.ts'

/** Microseconds that a step is drawn with; it takes none. */
const DRAWN = 1

/**
 * An execution in Chrome's trace format, for Perfetto: a thread for each actor, a slice for each step, a flow for each
 * message. Times are microseconds of virtual time; steps that share an instant are set a microsecond apart.
 */
export function perfetto({ system, execution, start, moments, names }: History): string {
  const flight = new InFlight<{ readonly id: number; readonly ts: number }>()
  const events: object[] = [
    {
      ph: 'M',
      name: 'process_name',
      pid: 1,
      tid: 0,
      args: { name: `${system}: ${execution.property ?? 'nothing is violated'}` },
    },
    ...names.map((name, at) => ({ ph: 'M', name: 'thread_name', pid: 1, tid: at + 1, args: { name } })),
  ]
  const thread = (actor: string): number => names.indexOf(actor) + 1
  let messages = 0
  let ts = 0
  const send = (occurrences: History['start']['occurrences']): void => {
    for (const each of occurrences) if (each.kind === 'sent') flight.send(each, { id: ++messages, ts })
  }
  send(start.occurrences)
  for (const { step, time, occurrences } of moments) {
    ts = Math.max(ts + DRAWN, time * 1000)
    const tid = thread(step.actor)
    const args = { label: step.label, time }
    events.push({ ph: 'X', name: stepWord(step), cat: step.kind, pid: 1, tid, ts, dur: DRAWN, args })
    if (step.kind === 'fault') flight.strike(step)
    const message = step.kind === 'deliver' ? flight.receive(step) : undefined
    if (message !== undefined && step.kind === 'deliver') {
      const flow = { name: step.event.type, cat: 'message', id: message.id, pid: 1 }
      events.push({ ph: 's', ...flow, tid: thread(step.from), ts: message.ts })
      events.push({ ph: 'f', bp: 'e', ...flow, tid, ts })
    }
    send(occurrences)
  }
  const lines = events.map((event) => inertJson(event))
  return `{"displayTimeUnit":"ms","traceEvents":[\n${lines.join(',\n')}\n]}\n`
}
