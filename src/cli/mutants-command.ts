import type { Ground, Mutant } from '../check/mutants.ts'
import { fateOf, groundOf } from '../check/mutants.ts'
import type { System } from '../engine/system.ts'
import { mutated, soundDesigns } from '../model/mutants.ts'
import { reasonFor } from '../model/survivors.ts'
import { jsonReport } from '../report/json.ts'
import type { Tried } from '../report/mutants-report.ts'
import { mutantJson, mutantsText } from '../report/mutants-report.ts'
import { grouped, printable } from '../report/text.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import { ProgressLine } from './progress.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import type { Interrupt } from './supervise.ts'
import { interruptOf } from './supervise.ts'

/** The options of `sim mutants`. */
export interface MutantsOptions {
  readonly all?: boolean
  readonly json?: boolean
}

/** What is mutated, and which survivors are excused. */
export interface Nursery {
  readonly designs: readonly string[]
  readonly mutated: (design: string) => {
    readonly mutants: readonly (Mutant & Pick<Tried, 'machine' | 'operator'>)[]
    readonly grounds: readonly System[]
  }
  readonly reasonFor: (id: string) => string | undefined
}

const sound: Nursery = { designs: soundDesigns, mutated, reasonFor }

function chosen(names: readonly string[], { designs }: Nursery): readonly string[] {
  const unknown = names.find((name) => !designs.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `'${unknown}' is not a design whose mutants are known; those are ${designs.join(', ')}${suggestion(unknown, designs)}`,
    )
  }
  return names.length === 0 ? designs : designs.filter((name) => names.includes(name))
}

async function* tryAll(
  design: string,
  nursery: Nursery,
  line: ProgressLine,
  interrupt: Interrupt,
): AsyncGenerator<Tried> {
  const { mutants, grounds: systems } = nursery.mutated(design)
  const grounds: readonly Ground[] = systems.map(groundOf)
  for (const [at, mutant] of mutants.entries()) {
    await breathe()
    if (interrupt.asked) return
    line.show(() => `${printable(design)}: ${grouped(at)} of ${grouped(mutants.length)} mutants`)
    const { id, machine, operator } = mutant
    const fate = fateOf(mutant, grounds)
    yield { id, design, machine, operator, fate, reason: isAlive(fate.kind) ? nursery.reasonFor(id) : undefined }
  }
}

/** `sim mutants [design]…` */
export async function mutantsCommand(
  names: readonly string[],
  options: MutantsOptions,
  session: Session,
  nursery: Nursery = sound,
): Promise<number> {
  const designs = chosen(names, nursery)
  const interrupt = interruptOf(session.io)
  const line = new ProgressLine(session.io)
  const started = session.io.now()
  const tried: Tried[] = []
  try {
    for (const design of designs) {
      for await (const one of tryAll(design, nursery, line, interrupt)) tried.push(one)
    }
  } finally {
    line.clear()
    interrupt.release()
  }
  const seconds = (session.io.now() - started) / 1000
  if (options.json) session.print(jsonReport({ results: tried.map(mutantJson) }))
  else session.print(`${mutantsText(tried, seconds, options.all ?? false, styleOf(session))}\n`)
  if (interrupt.asked) return EXIT.interrupted
  return tried.some(({ fate, reason }) => isAlive(fate.kind) && reason === undefined) ? EXIT.violated : EXIT.expected
}

function isAlive(kind: Tried['fate']['kind']): boolean {
  return kind === 'survived' || kind === 'inconclusive'
}
