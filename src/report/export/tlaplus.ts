import { VERSION } from '../../engine/version.ts'
import { printable, shortened } from '../text.ts'
import type { Claim, Model } from './claims.ts'
import type { Rule, Rules, Table, Update } from './rules.ts'
import { unknownOf } from './rules.ts'

/** Stands for "no timer": beyond every deadline that a configuration can hold. */
const NEVER = 2_147_483_647
const LONGEST_NAME = 120

/** A name as it may stand in a comment of one line. */
function named(text: string): string {
  return shortened(printable(text), LONGEST_NAME, '...')
}

/** A constant tuple over configurations. TLA+ counts from 1. */
function definition({ name, values }: Table): string {
  return `${name} == <<${values.join(', ')}>>`
}

function lookUp(table: string, index: string): string {
  return `${table}[${index} + 1]`
}

function bits(name: string, row: readonly boolean[], unknown: boolean): Table {
  return { name, values: [...row, unknown].map(Number) }
}

function slotTables({ program, tables, timed }: Rules, index: number): readonly string[] {
  const slot = program.slots[index]
  const running = slot.readiness.map((readiness) => readiness === 'running')
  const due = [...slot.due, NEVER].map((time) => Math.min(time, NEVER))
  const all: readonly Table[] = [
    bits(`m${index}`, slot.movable, false),
    bits(`w${index}`, running, true),
    ...(slot.explored.includes(false)
      ? [
          bits(
            `g${index}`,
            slot.explored.map((known) => !known),
            true,
          ),
        ]
      : []),
    ...(program.clock === 'urgent' ? [bits(`p${index}`, slot.prompt, false)] : []),
    ...(timed.includes(index) ? [{ name: `d${index}`, values: due }] : []),
    ...tables[index],
  ]
  return [`\\* s${index}: ${named(slot.address)}`, ...all.map(definition)]
}

function firing({ program, timed }: Rules, { slot, move }: Rule): readonly string[] {
  if (!move.timeout) return []
  const earliest = timed
    .filter((other) => other !== slot)
    .map((other) => `${lookUp(`d${other}`, `s${other}`)} >= ${move.elapsed}`)
  const waits = program.clock === 'urgent' && move.elapsed > 0
  return [...earliest, ...(waits ? program.slots.map((_, other) => `${lookUp(`p${other}`, `s${other}`)} = 0`) : [])]
}

function primed({ slot, to, under }: Update): string {
  const name = `s${slot}`
  const value = typeof to === 'number' ? String(to) : to.reduce((inner, table) => lookUp(table, inner), name)
  const gone = under.map((above) => `s${above}' = 0`).join(' \\/ ')
  // What follows an ELSE belongs to it, as far as it goes.
  return `${name}' = ${gone === '' ? value : `(IF ${gone} THEN 0 ELSE ${value})`}`
}

function action(rules: Rules, rule: Rule, number: number): readonly string[] {
  const { slot, move, updates } = rule
  const changed = updates.map((update) => update.slot)
  const same = [...rules.program.slots.keys()].filter((other) => !changed.includes(other))
  const conjuncts = [
    `s${slot} = ${move.from}`,
    ...firing(rules, rule),
    ...updates.map(primed),
    ...(same.length === 0 ? [] : [`UNCHANGED <<${same.map((other) => `s${other}`).join(', ')}>>`]),
  ]
  return [`\\* ${named(move.label)}`, `Step${number} == ${conjuncts.join(' /\\ ')}`]
}

/** A claim about states as a formula; `undefined` for what is no matter of states. */
function formula({ slots }: Rules['program'], claim: Claim, number: number): string | undefined {
  const none = (table: string): string =>
    slots.map((_, index) => `${lookUp(`${table}${index}`, `s${index}`)} = 0`).join(' /\\ ')
  switch (claim.kind) {
    case 'no-global-deadlock':
      return `~(${none('m')}) \\/ (${none('w')})`
    case 'no-gap': {
      const open = slots.flatMap((slot, index) =>
        slot.explored.includes(false) ? [`${lookUp(`g${index}`, `s${index}`)} = 0`] : [],
      )
      const unknown = slots.map((slot, index) => `~(s${index} = ${unknownOf(slot)})`)
      return [...open, ...unknown].join(' /\\ ')
    }
    case 'at-most-one': {
      const held = claim.tagged.flatMap((row, slot) =>
        row.includes(true) ? [lookUp(`t${number}_${slot}`, `s${slot}`)] : [],
      )
      return held.length < 2 ? 'TRUE' : `${held.join(' + ')} <= 1`
    }
    case 'never': {
      const ways = claim.assignments.map((way) => way.map(([slot, config]) => `s${slot} = ${config}`).join(' /\\ '))
      return ways.length === 0 ? 'TRUE' : ways.map((way) => `~(${way})`).join(' /\\ ')
    }
    case 'no-flaw':
    case 'left-out':
      return undefined
  }
}

function claimLines(program: Rules['program'], claim: Claim, number: number): readonly string[] {
  const name = named(claim.property)
  if (claim.kind === 'left-out') return [`\\* not here: ${name}: ${claim.why}`]
  const asserted = formula(program, claim, number)
  if (asserted === undefined) return [`\\* not here: ${name}: it is about steps, which an invariant does not see`]
  const tagged =
    claim.kind === 'at-most-one'
      ? claim.tagged.flatMap((row, slot) =>
          row.includes(true) ? [definition(bits(`t${number}_${slot}`, row, false))] : [],
        )
      : []
  return [`\\* ${name}`, ...tagged, `Claim${number} == ${asserted}`]
}

/**
 * A model as a TLA+ module: an action for each step of each configuration over the state vector, constant tuples for what
 * others do on receipt and in time, and an invariant for each property of states. Its last comments are the
 * configuration of TLC, which generates one state more than interlock counts transitions: the initial one.
 */
export function tlaplus({ rules, claims, counts }: Model): string {
  const { program } = rules
  const slots = [...program.slots.keys()]
  const invariants = [...claims.keys()].filter((number) => formula(program, claims[number], number) !== undefined)
  const next = rules.rules.map((_, number) => `Step${number}`)
  return `${[
    '---- MODULE Interlock ----',
    `\\* ${named(program.system)}, under the ${program.clock} clock; by interlock ${VERSION}`,
    counts === undefined
      ? '\\* From a search that was cut off: an invariant fails where the tables do not suffice (docs/scale.md):'
      : `\\* TLC finds ${counts.transitions + 1} states generated, ${counts.states} distinct states (docs/export.md):`,
    "\\*   sed -n 's/^.. cfg: //p' Interlock.tla > Interlock.cfg",
    '\\*   java -jar tla2tools.jar -deadlock Interlock.tla',
    'EXTENDS Integers',
    `VARIABLES ${slots.map((slot) => `s${slot}`).join(', ')}`,
    ...slots.flatMap((slot) => slotTables(rules, slot)),
    `Init == ${slots.map((slot) => `s${slot} = ${program.slots[slot].initial}`).join(' /\\ ')}`,
    ...rules.rules.flatMap((rule, number) => action(rules, rule, number)),
    `Next == ${next.length === 0 ? 'FALSE' : next.join(' \\/ ')}`,
    ...claims.flatMap((claim, number) => claimLines(program, claim, number)),
    '\\* cfg: INIT Init',
    '\\* cfg: NEXT Next',
    ...invariants.map((number) => `\\* cfg: INVARIANT Claim${number}`),
    '====',
  ].join('\n')}\n`
}
