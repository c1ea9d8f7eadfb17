import type { Step } from '../engine/step.ts'
import { printable } from './text.ts'

/** XState's own name for the event of an `after`. */
const AFTER = /^xstate\.after\.(\d+)\./

function eventName(type: string): string {
  const after = AFTER.exec(type)
  return after === null ? printable(type) : `after ${after[1]} ms`
}

/** What a fault does, to an actor or a message. */
const FAULTS: Readonly<Record<Extract<Step, { kind: 'fault' }>['fault'], string>> = {
  drop: 'is lost',
  duplicate: 'is duplicated',
  delay: 'is held back',
  reorder: 'is overtaken',
  arrive: 'arrives late',
  crash: 'crashes',
  restart: 'starts again',
  leave: 'leaves',
  jump: 'the clock jumps',
  heal: 'faults stop',
}

/** What a step is, without its actors: `lock`, `timeout retry`, `rejects`. */
export function stepWord(step: Step): string {
  switch (step.kind) {
    case 'deliver':
      return step.from === step.actor ? `${eventName(step.event.type)} (own)` : eventName(step.event.type)
    case 'timeout':
      return AFTER.test(step.event.type) ? eventName(step.event.type) : `timeout ${eventName(step.event.type)}`
    case 'choose':
      return `${step.outcome}s`
    case 'fault':
      return step.from === undefined ? FAULTS[step.fault] : `${eventName(step.event.type)} ${FAULTS[step.fault]}`
  }
}

/** A step in one line: `conn#1 ─lock→ mtx`. */
export function stepLine(step: Step, ascii: boolean): string {
  const actor = printable(step.actor)
  if (step.kind === 'fault') return faultLine(step)
  if (step.kind !== 'deliver' || step.from === step.actor) return `${actor}: ${stepWord(step)}`
  const [line, head] = ascii ? ['-', '->'] : ['─', '→']
  return `${printable(step.from)} ${line}${stepWord(step)}${head} ${actor}`
}

/** `ack from server to client is lost`, `server crashes`, `the clock jumps`. */
function faultLine(step: Extract<Step, { kind: 'fault' }>): string {
  const { actor, from, fault, event } = step
  if (from !== undefined)
    return `${eventName(event.type)} from ${printable(from)} to ${printable(actor)} ${FAULTS[fault]}`
  return fault === 'jump' || fault === 'heal' ? FAULTS[fault] : `${printable(actor)} ${FAULTS[fault]}`
}
