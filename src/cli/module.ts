import { existsSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import type { System } from '../engine/system.ts'
import { isSystem } from '../engine/system.ts'
import { printable } from '../report/text.ts'
import { UsageError } from './io.ts'
import { suggestion } from './suggest.ts'

/** A system in a user's file: `path` or `path:name`. */
export interface ModuleName {
  readonly path: string
  readonly name: string | undefined
}

/** Reads `file.ts` or `file.ts:name`; `undefined` for what does not name a file that can be loaded. */
export function moduleName(text: string): ModuleName | undefined {
  const match = /^(.+?\.(?:ts|mts|mjs|js))(?::(.+))?$/s.exec(text)
  return match === null ? undefined : { path: match[1], name: match[2] }
}

/** The path as tokens carry it: relative to the working directory where that is possible, with slashes. */
export function portable(path: string, cwd: string): string {
  const from = relative(cwd, resolve(cwd, path))
  return (from === '' || isAbsolute(from) ? path : from).split(sep).join('/')
}

async function load(path: string, cwd: string): Promise<Record<string, unknown>> {
  const file = resolve(cwd, path)
  if (!existsSync(file)) throw new UsageError(`there is no file ${path} (in ${cwd})`)
  const url = pathToFileURL(file).href
  try {
    return await (/ts$/.test(path) ? tsImport(url, import.meta.url) : import(url))
  } catch (error) {
    throw new UsageError(`${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The systems among exports: themselves, in arrays, and behind the `default` of a CommonJS module. */
function systemsAmong(exported: readonly unknown[]): readonly System[] {
  return exported.flatMap((value): readonly System[] => {
    if (isSystem(value)) return [value]
    return Array.isArray(value) ? value.filter(isSystem) : []
  })
}

function exportsOf(loaded: Record<string, unknown>): readonly unknown[] {
  return Object.values(loaded).flatMap((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isSystem(value)
      ? Object.values(value)
      : [value],
  )
}

/** The systems that a user's file exports, or the one with the name. */
export async function systemsIn({ path, name }: ModuleName, cwd: string): Promise<readonly System[]> {
  const systems = [...new Set(systemsAmong(exportsOf(await load(path, cwd))))]
  if (systems.length === 0) {
    throw new UsageError(`${path} exports no system; export what defineSystem({ … }) returns`)
  }
  const names = systems.map((system) => system.name)
  const twice = names.find((other, index) => names.indexOf(other) !== index)
  if (twice !== undefined) {
    throw new UsageError(`${path} exports two systems named '${twice}'; give each its own name`)
  }
  const named = systems.filter((system) => name === undefined || system.name === name)
  if (named.length > 0) return named
  throw new UsageError(
    `${path} exports no system '${name}'; it exports ${names.map(printable).join(', ')}${suggestion(name ?? '', names)}`,
  )
}

/** The functions of a number of copies that a user's file exports, or the one with the name, by their names. */
export async function familiesIn(
  { path, name }: ModuleName,
  cwd: string,
): Promise<readonly (readonly [string, (copies: number) => System])[]> {
  const loaded = await load(path, cwd)
  const inner = typeof loaded.default === 'object' && loaded.default !== null ? Object.entries(loaded.default) : []
  const functions = [...Object.entries(loaded), ...inner].flatMap(([key, value]) =>
    typeof value === 'function' && (name === undefined || key === name)
      ? [[key, value as (copies: number) => System] as const]
      : [],
  )
  const found = [...new Map(functions)].filter(([, make]) => isSystem(make(2)))
  if (found.length > 0) return found
  const what = name === undefined ? 'no function' : `no function '${name}'`
  throw new UsageError(
    `${path} exports ${what} that makes a system of a number of copies; export (n) => defineSystem({ … })`,
  )
}
