import type { Judged, Mutant, Population } from '../check/mutants.ts'
import { judgeMutants, lives, staleReasons } from '../check/mutants.ts'
import { mutated, soundDesigns } from '../model/mutants.ts'
import { jsonReport } from '../report/json.ts'
import type { Labelled } from '../report/mutants-report.ts'
import { mutantJson, mutantsText } from '../report/mutants-report.ts'
import { grouped, printable } from '../report/text.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import { ProgressLine } from './progress.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import { interruptOf } from './supervise.ts'

/** The options of `sim mutants`. */
interface MutantsOptions {
  readonly all?: boolean
  readonly json?: boolean
}

/** The designs whose mutants are known. */
export interface Nursery {
  readonly designs: readonly string[]
  readonly mutated: (design: string) => Population<Mutant & Labelled>
}

const sound: Nursery = { designs: soundDesigns, mutated }

function chosen(names: readonly string[], { designs }: Nursery): readonly string[] {
  const unknown = names.find((name) => !designs.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `'${unknown}' is not a design whose mutants are known; those are ${designs.join(', ')}${suggestion(unknown, designs)}`,
    )
  }
  return names.length === 0 ? designs : designs.filter((name) => names.includes(name))
}

/** `sim mutants [design]…` */
export async function mutantsCommand(
  names: readonly string[],
  options: MutantsOptions,
  session: Session,
  nursery: Nursery = sound,
): Promise<number> {
  const populations = chosen(names, nursery).map(nursery.mutated)
  const interrupt = interruptOf(session.io)
  const line = new ProgressLine(session.io)
  const started = session.io.now()
  const all: Judged<Mutant & Labelled>[] = []
  const stale: string[] = []
  try {
    for (const population of populations) {
      const judged: Judged<Mutant & Labelled>[] = []
      for (const one of judgeMutants(population)) {
        await breathe()
        if (interrupt.asked) break
        judged.push(one)
        const total = grouped(population.mutants.length)
        line.show(() => `${printable(population.design)}: ${grouped(judged.length)} of ${total} mutants`)
      }
      all.push(...judged)
      if (interrupt.asked) break
      stale.push(...staleReasons(population, judged))
    }
  } finally {
    line.clear()
    interrupt.release()
  }
  const seconds = (session.io.now() - started) / 1000
  if (options.json) session.print(jsonReport({ results: all.map(mutantJson), stale }))
  else session.print(`${mutantsText({ judged: all, stale, seconds, all: options.all ?? false }, styleOf(session))}\n`)
  if (interrupt.asked) return EXIT.interrupted
  const unexplained = all.some(({ fate, reason }) => lives(fate) && reason === undefined)
  return unexplained || stale.length > 0 ? EXIT.violated : EXIT.expected
}
