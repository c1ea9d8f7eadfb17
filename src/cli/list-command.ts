import { jsonReport } from '../report/json.ts'
import { listText } from '../report/list-report.ts'
import { strategies } from '../scheduler/strategies.ts'
import { EXIT } from './io.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'

/** `sim list` */
export function listCommand(options: { readonly json?: boolean }, session: Session): number {
  const names = Object.keys(strategies)
  if (options.json) {
    const scenarios = session.catalogue.map(({ name, about, shipping, expected }) => ({
      name,
      about,
      shipping,
      expected,
    }))
    session.print(jsonReport({ scenarios, strategies: names }))
  } else session.print(`${listText(session.catalogue, names, styleOf(session))}\n`)
  return EXIT.expected
}
