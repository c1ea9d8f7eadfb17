import { readdirSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { readSources } from '../gate/read-sources.ts'
import type { SourceReport } from '../gate/source-report.ts'
import { UsageError } from './io.ts'
import { loadOcaml } from './ocaml.ts'
import { readText } from './tree.ts'

/** Reads OCaml sources and decides them. */
export async function gateSources(
  paths: readonly string[],
  _config: unknown,
  { cwd }: { readonly cwd: string },
): Promise<SourceReport> {
  const all = paths.flatMap((path) => {
    const at = resolve(cwd, path)
    const stat = statSync(at, { throwIfNoEntry: false })
    if (stat === undefined) throw new UsageError(`--ocaml: there is no ${path}`)
    if (stat.isFile()) return [at]
    return readdirSync(at, { recursive: true, encoding: 'utf8' })
      .filter((f) => /\.mli?$/.test(f))
      .map((f) => join(at, f))
      .sort()
  })
  const parse = await loadOcaml()
  return readSources(
    all.map((path) => {
      const shown = relative(cwd, path).split(sep).join('/')
      return { path: shown, text: readText(path, shown) ?? '' }
    }),
    parse,
  )
}
