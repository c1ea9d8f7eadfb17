import type { ProgramSlot } from '../../engine/program.ts'
import { VERSION } from '../../engine/version.ts'
import { printable, shortened } from '../text.ts'
import type { Claim, Model } from './claims.ts'
import type { Rule, Rules, Table, Update } from './rules.ts'
import { unknownOf } from './rules.ts'

/** SPIN's own texts hold so many characters at least; longer names are cut. */
const LONGEST_NAME = 120
/** Stands for "no timer": the greatest `int`. */
const NEVER = 2_147_483_647

/** A name as it may stand in a comment and in a string, for cpp, SPIN and C alike. */
function named(text: string): string {
  return shortened(printable(text), LONGEST_NAME, '...')
    .replaceAll('"', "'")
    .replace(/[\\%]/g, (char) => (char === '%' ? '<percent>' : '<backslash>'))
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
}

function typeFor(greatest: number): string {
  return greatest <= 255 ? 'byte' : greatest <= 32_767 ? 'short' : 'int'
}

/** A constant table. `TABLE` is `hidden`, which keeps it out of the state, unless SPIN is told otherwise (docs/scale.md). */
function declaration({ name, values }: Table): string {
  return `TABLE ${typeFor(values.reduce((a, b) => Math.max(a, b), 0))} ${name}[${values.length}] = {${values.join(', ')}};`
}

function bits(name: string, row: readonly boolean[], unknown: boolean): Table {
  return { name, values: [...row, unknown].map(Number) }
}

function gapsOf({ explored }: ProgramSlot, index: number): Table {
  return bits(
    `g${index}`,
    explored.map((known) => !known),
    true,
  )
}

function slotTables({ program, tables, timed }: Rules, slot: ProgramSlot, index: number): readonly string[] {
  const running = slot.readiness.map((readiness) => readiness === 'running')
  const due = [...slot.due, NEVER].map((time) => Math.min(time, NEVER))
  const all: readonly Table[] = [
    bits(`m${index}`, slot.movable, false),
    bits(`w${index}`, running, true),
    ...(slot.explored.includes(false) ? [gapsOf(slot, index)] : []),
    ...(program.clock === 'urgent' ? [bits(`p${index}`, slot.prompt, false)] : []),
    ...(timed.includes(index) ? [{ name: `d${index}`, values: due }] : []),
    ...tables[index],
  ]
  return [`/* s${index}: ${named(slot.address)} */`, ...all.map(declaration)]
}

/** That a timer may fire: no other is due earlier, and under the urgent clock nothing else can happen. */
function firing({ program, timed }: Rules, { slot, move }: Rule): readonly string[] {
  if (!move.timeout) return []
  const earliest = timed.filter((other) => other !== slot).map((other) => `d${other}[s${other}] >= ${move.elapsed}`)
  const waits = program.clock === 'urgent' && move.elapsed > 0
  return [...earliest, ...(waits ? program.slots.map((_, other) => `!p${other}[s${other}]`) : [])]
}

function assignment({ slot, to, under }: Update): string {
  const name = `s${slot}`
  const value = typeof to === 'number' ? String(to) : to.reduce((inner, table) => `${table}[${inner}]`, name)
  const gone = under.map((above) => `s${above} == 0`).join(' || ')
  return `${name} = ${gone === '' ? value : `(${gone} -> 0 : ${value})`}`
}

function option(rules: Rules, claims: readonly Claim[], rule: Rule): string {
  const { slot, move, updates } = rule
  const guard = [`s${slot} == ${move.from}`, ...firing(rules, rule)].join(' && ')
  const flawed = claims.filter((claim) => claim.kind === 'no-flaw' && claim.flaw === move.flaw)
  const effects = [
    ...updates.map(assignment),
    `printf("${named(move.label)}\\n")`,
    ...flawed.map(() => 'assert(false)'),
  ]
  return `  :: d_step { ${guard} -> ${effects.join('; ')} }`
}

/** A claim about states as an expression; `undefined` for what is no matter of states. */
function expression({ slots }: Rules['program'], claim: Claim, number: number): string | undefined {
  const any = (table: string): string => slots.map((_, index) => `${table}${index}[s${index}]`).join(' || ')
  switch (claim.kind) {
    case 'no-global-deadlock':
      return `(${any('m')}) || !(${any('w')})`
    case 'no-gap': {
      const open = slots.flatMap((slot, index) => (slot.explored.includes(false) ? [`g${index}[s${index}]`] : []))
      const unknown = slots.map((slot, index) => `s${index} == ${unknownOf(slot)}`)
      return `!(${[...open, ...unknown].join(' || ')})`
    }
    case 'at-most-one': {
      const held = claim.tagged.flatMap((row, slot) => (row.includes(true) ? [`t${number}_${slot}[s${slot}]`] : []))
      return held.length < 2 ? 'true' : `(${held.join(' + ')}) <= 1`
    }
    case 'never': {
      const ways = claim.assignments.map((way) => way.map(([slot, config]) => `s${slot} == ${config}`).join(' && '))
      return ways.length === 0 ? 'true' : ways.map((way) => `!(${way})`).join(' && ')
    }
    case 'no-flaw':
    case 'left-out':
      return undefined
  }
}

function tagTables(claim: Claim, number: number): readonly string[] {
  if (claim.kind !== 'at-most-one') return []
  return claim.tagged.flatMap((row, slot) =>
    row.includes(true) ? [declaration(bits(`t${number}_${slot}`, row, false))] : [],
  )
}

/** What becomes of a claim, for the reader, and its assertion. */
function claimLines(program: Rules['program'], claim: Claim, number: number): readonly string[] {
  const name = named(claim.property)
  if (claim.kind === 'left-out') return [`    /* not here: ${name}: ${claim.why} */`]
  const asserted = expression(program, claim, number)
  return asserted === undefined
    ? [`    /* ${name}: asserted in the steps that violate it */`]
    : [`    /* ${name} */`, `    assert(${asserted});`]
}

/**
 * A model as Promela: one process with one `d_step` for each step of each configuration over the state vector, constant
 * tables for what others do on receipt and in time, and a never claim that asserts the properties in each state.
 *
 * Compiled with `-DSAFETY -DNOREDUCE` it stores as many states as interlock. SPIN counts one transition more for the
 * start, and one for each state in which nothing is enabled, where only the claim moves.
 */
export function promela({ rules, claims, counts }: Model): string {
  const { program } = rules
  return `${[
    `/* ${named(program.system)}, under the ${program.clock} clock; by interlock ${VERSION}`,
    counts === undefined
      ? ' * From a search that was cut off: an assertion fails where the tables do not suffice (docs/scale.md)'
      : ` * ${counts.states} states, ${counts.transitions} transitions, ${counts.ends} ends; SPIN's transitions: ${counts.transitions + 1 + counts.ends} (docs/export.md)`,
    ' *   spin -a model.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000',
    ' * After an error, spin -t model.pml prints its schedule. Partial deadlocks are no matter of single states: not here.',
    ' */',
    '#ifndef TABLE',
    '#define TABLE hidden',
    '#endif',
    ...program.slots.flatMap((slot, index) => slotTables(rules, slot, index)),
    ...claims.flatMap(tagTables),
    ...program.slots.map((slot, index) => `${typeFor(unknownOf(slot))} s${index} = ${slot.initial};`),
    'active proctype system() {',
    'end:',
    '  do',
    ...rules.rules.map((rule) => option(rules, claims, rule)),
    ...(rules.rules.length === 0 ? ['  :: false'] : []),
    '  od',
    '}',
    'never {',
    '  do',
    '  :: d_step {',
    '    true;',
    ...claims.flatMap((claim, number) => claimLines(program, claim, number)),
    '    skip',
    '  }',
    '  od',
    '}',
  ].join('\n')}\n`
}
