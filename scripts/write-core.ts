// Writes src/check/core/bytes.ts, the compiled core: npm run core
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiledCore } from './compile-core.ts'

writeFileSync(join(import.meta.dirname, '../src/check/core/bytes.ts'), compiledCore())
