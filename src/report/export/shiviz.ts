import { printable, shortened } from '../text.ts'
import type { History } from './history.ts'
import { InFlight } from './history.ts'
import { inertJson } from './json.ts'

type VectorClock = ReadonlyMap<string, number>

/** Longer labels are cut; so many characters fit into ShiViz's margin. */
const LONGEST = 400

/** A host's name: ShiViz tells it from the clock by the first space. */
function host(name: string): string {
  return printable(name).replace(/\s/gu, '_')
}

/** The events of an execution with vector clocks (Fidge 1988, Mattern 1989): each actor's own steps, counted. */
class Log {
  readonly lines: string[] = []
  readonly #clocks = new Map<string, VectorClock>()

  clockOf(actor: string): VectorClock {
    return this.#clocks.get(actor) ?? new Map()
  }

  add(actor: string, text: string, after: VectorClock = new Map()): void {
    const clock = new Map(this.clockOf(actor))
    for (const [other, count] of after) clock.set(other, Math.max(count, clock.get(other) ?? 0))
    clock.set(actor, (clock.get(actor) ?? 0) + 1)
    this.#clocks.set(actor, clock)
    const shown = Object.fromEntries([...clock].map(([other, count]) => [host(other), count]))
    this.lines.push(`${host(actor)} ${inertJson(shown)}`, shortened(printable(text), LONGEST))
  }
}

/**
 * An execution as a ShiViz log: the regular expression that reads it, a blank delimiter, then each event on two lines,
 * the host with its vector clock and what happened.
 */
export function shiviz({ start, moments }: History): string {
  const log = new Log()
  const flight = new InFlight<VectorClock>()
  const follow = (occurrences: History['start']['occurrences'], mover?: string): void => {
    for (const each of occurrences) {
      if (each.kind === 'spawned' && mover !== undefined) log.add(each.actor, 'starts', log.clockOf(mover))
      if (each.kind === 'sent') flight.send(each, log.clockOf(each.from))
    }
  }
  for (const { actor } of start.actors) log.add(actor.name, 'starts')
  follow(start.occurrences)
  for (const { step, occurrences } of moments) {
    if (step.kind === 'fault') flight.strike(step)
    log.add(step.actor, step.label, step.kind === 'deliver' ? flight.receive(step) : undefined)
    follow(occurrences, step.actor)
  }
  return `${['(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)', '', ...log.lines].join('\n')}\n`
}
