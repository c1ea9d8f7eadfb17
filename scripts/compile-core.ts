import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The memory is handed to the core, and shared, so that several threads may work in it; 65,536 pages are 4 GiB. */
const MEMORY = [
  '--importMemory',
  '--sharedMemory',
  '--enable',
  'threads',
  '--initialMemory',
  '4',
  '--maximumMemory',
  '65536',
]

/**
 * The text of `bytes.ts`: what the core's source compiles to.
 * @throws Error when it does not compile.
 */
export function compiledCore(): string {
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js')
  const output = join(mkdtempSync(join(tmpdir(), 'interlock-core-')), 'core.wasm')
  const source = join(root, 'src/check/core/assembly/index.ts')
  const how = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', ...MEMORY]
  execFileSync(process.execPath, [compiler, source, ...how, '--outFile', output], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const lines =
    readFileSync(output)
      .toString('base64')
      .match(/.{1,110}/g) ?? []
  return [
    '// Written by `npm run core` from assembly/; a test holds it against that.',
    '/** The compiled core, in base 64. */',
    `export const WASM = [\n${lines.map((line) => `  '${line}',`).join('\n')}\n].join('')`,
    '',
  ].join('\n')
}
