import type { Mutant, Population } from '../check/mutants.ts'
import { judgeMutants, lives } from '../check/mutants.ts'
import type { ModelFailure } from '../gate/model-checks.ts'
import type { Labelled } from '../report/mutants-report.ts'
import { count } from '../report/text.ts'
import { breathe } from './io.ts'
import type { ModelCheck } from './model-gate.ts'
import type { Nursery } from './mutants-command.ts'
import { sound } from './mutants-command.ts'

/** The mistakes that somebody thought of; `sim mutants` tries those of all operators besides, which takes longer. */
function byHand(population: Population<Mutant & Labelled>): Population<Mutant & Labelled> {
  return { ...population, mutants: population.mutants.filter(({ operator }) => operator === 'by hand') }
}

/** Checks that every mistake made by hand in a design that is proposed to ship is noticed. */
export function mutantsCheck({ designs, mutated }: Nursery = sound): ModelCheck {
  return async ({ session, interrupt }) => {
    const shipping = session.catalogue.filter((scenario) => scenario.shipping).map(({ name }) => name.split('/')[0])
    const failures: ModelFailure[] = []
    let tried = 0
    for (const design of designs.filter((name) => shipping.includes(name))) {
      for (const { mutant, fate, reason } of judgeMutants(byHand(mutated(design)))) {
        await breathe()
        if (interrupt.asked) break
        tried++
        if (!lives(fate) || reason !== undefined) continue
        const message = `${mutant.id}: no property notices this mistake (${fate.kind})`
        failures.push({ rule: 'model-mutant', file: 'src/model/mutants.ts', about: mutant.id, message, told: '' })
      }
    }
    return { name: 'mutants', looked: count(tried, 'mutant'), failures }
  }
}
