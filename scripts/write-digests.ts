/**
 * Records that the models were compared with the miniature as it is now: `npm run digests -- REASON`. What has not changed
 * keeps its reason.
 */
import { writeFileSync } from 'node:fs'
import { accepted, DIGESTS, miniatureDrift } from '../interop/drift.ts'
import { accepting } from '../src/gate/drift.ts'

const reason = process.argv.slice(2).join(' ').trim()
if (reason === '') throw new Error('say why the models are still right: npm run digests -- REASON')
const definitions = accepting(miniatureDrift(), accepted(), reason)
writeFileSync(DIGESTS, `${JSON.stringify({ definitions }, null, 2)}\n`)
