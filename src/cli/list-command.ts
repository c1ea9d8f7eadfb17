import { jsonReport } from '../report/json.ts'
import { listText } from '../report/list-report.ts'
import { strategyForms } from '../scheduler/strategies.ts'
import { mixForms } from '../sim/mix.ts'
import { EXIT } from './io.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'

/** `sim list` */
export function listCommand(options: { readonly json?: boolean }, session: Session): number {
  if (options.json) {
    const scenarios = session.catalogue.map(({ name, about, shipping, expected }) => ({
      name,
      about,
      shipping,
      expected,
    }))
    session.print(jsonReport({ scenarios, strategies: strategyForms }))
  } else session.print(`${listText(session.catalogue, strategyForms, mixForms, styleOf(session))}\n`)
  return EXIT.expected
}
