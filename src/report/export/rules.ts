import type { Program, ProgramMove, ProgramSlot } from '../../engine/program.ts'

/** A function over one slot's configurations, written out: the value for each of them, and one for "unknown". */
export interface Table {
  readonly name: string
  readonly values: readonly number[]
}

/** How one slot changes. */
export interface Update {
  readonly slot: number
  /** The new configuration, or the tables to apply to the old one, the first one first. */
  readonly to: number | readonly string[]
  /** Slots above this one: where one of them is 0 after the step, this one is too. Updated before it. */
  readonly under: readonly number[]
}

/** A step as a guarded assignment to the state vector. */
export interface Rule {
  readonly move: ProgramMove
  readonly slot: number
  /** Slots above come before those below. */
  readonly updates: readonly Update[]
}

/** A program as guarded assignments over constant tables: what any tool with integers and arrays can run. */
export interface Rules {
  readonly program: Program
  /** Each slot's own tables, by slot: what it does on receipt and in time. */
  readonly tables: readonly (readonly Table[])[]
  readonly rules: readonly Rule[]
  /** The slots that have timers somewhere. */
  readonly timed: readonly number[]
}

/** The configuration that stands for what no explored step came upon: one past the last. No step leads away from it. */
export function unknownOf({ configs }: ProgramSlot): number {
  return configs
}

function receipt(slot: number, letter: number): string {
  return `r${slot}_${letter}`
}

function aging(slot: number, elapsed: number): string {
  return `a${slot}_${elapsed}`
}

function tablesOf(slot: ProgramSlot, index: number): readonly Table[] {
  const unknown = unknownOf(slot)
  const table = (name: string, row: readonly number[]): Table => ({
    name,
    values: [...row, unknown].map((config) => (config < 0 ? unknown : config)),
  })
  return [
    ...slot.receipts.map((row, letter) => table(receipt(index, letter), row)),
    ...[...slot.advanced].filter(() => isTimed(slot)).map(([elapsed, row]) => table(aging(index, elapsed), row)),
  ]
}

function isTimed({ due }: ProgramSlot): boolean {
  return due.some(Number.isFinite)
}

/** The values of the slots after a step, as they come about: instructions applied in their order. */
class Effect {
  readonly values = new Map<number, Update['to']>()
  readonly #lookUp: ReadonlyMap<string, Table>

  constructor(lookUp: ReadonlyMap<string, Table>) {
    this.#lookUp = lookUp
  }

  apply(slot: number, table: string): void {
    const before = this.values.get(slot) ?? []
    const after = typeof before === 'number' ? this.#lookUp.get(table)?.values[before] : [...before, table]
    if (after !== undefined) this.values.set(slot, after)
  }

  /** A slot gets a configuration; whoever was below it is gone. */
  set(slot: number, config: number, below: readonly number[]): void {
    for (const other of below) this.values.set(other, 0)
    this.values.set(slot, config)
  }
}

function ruleOf(program: Program, lookUp: ReadonlyMap<string, Table>, slot: number, move: ProgramMove): Rule {
  const effect = new Effect(lookUp)
  const { slots } = program
  if (move.elapsed > 0) {
    for (const other of slots.keys()) {
      const table = aging(other, move.elapsed)
      if (other !== slot && lookUp.has(table)) effect.apply(other, table)
    }
  }
  effect.values.set(slot, move.next)
  for (const instruction of move.instructions) {
    const { slot: to } = instruction
    if (instruction.kind === 'start') effect.set(to, instruction.config, slots[to].below)
    else effect.apply(to, receipt(to, instruction.letter))
  }
  if (move.next === 0) effect.set(slot, 0, slots[slot].below)
  return { move, slot, updates: updatesOf(program, effect.values) }
}

/** The updates, slots above first; whoever is below a slot that may go goes with it. */
function updatesOf({ slots }: Program, values: ReadonlyMap<number, Update['to']>): readonly Update[] {
  const updates = new Map([...values].map(([slot, to]) => [slot, { slot, to, under: [] as number[] }]))
  for (const [above, to] of values) {
    if (typeof to === 'number' && to !== 0) continue
    for (const below of slots[above].below) {
      const update = updates.get(below) ?? { slot: below, to: [], under: [] }
      updates.set(below, to === 0 ? { ...update, to: 0 } : { ...update, under: [...update.under, above] })
    }
  }
  const depth = (slot: number): number => slots[slot].address.split('/').length
  return [...updates.values()].sort((a, b) => depth(a.slot) - depth(b.slot) || a.slot - b.slot)
}

/** Writes a program out as guarded assignments. */
export function rulesOf(program: Program): Rules {
  const tables = program.slots.map(tablesOf)
  const lookUp = new Map(tables.flat().map((table) => [table.name, table]))
  return {
    program,
    tables,
    rules: program.slots.flatMap(({ moves }, slot) => moves.map((move) => ruleOf(program, lookUp, slot, move))),
    timed: [...program.slots.keys()].filter((slot) => isTimed(program.slots[slot])),
  }
}
