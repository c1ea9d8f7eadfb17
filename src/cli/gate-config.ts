import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import type { Known } from '../gate/baseline.ts'
import { baselineOf } from '../gate/baseline.ts'
import type { GateConfig } from '../gate/config.ts'
import { configOf, DEFAULTS } from '../gate/config.ts'
import { isMistake, UsageError } from './io.ts'
import { pathInside, readText } from './tree.ts'

/** How the configuration is found. */
interface ConfigOptions {
  readonly config?: string
  readonly allowConfigCode?: boolean
}

/** A configuration, and the file that it comes from. */
interface Found {
  readonly config: GateConfig
  readonly file: string | undefined
}

const DATA = 'interlock.config.json'
const CODE = 'interlock.config.ts'

function parsed<T>(text: string, shown: string, read: (value: unknown) => T): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${shown} is not JSON: ${(error as Error).message}`)
  }
  return named(shown, () => read(value))
}

function named<T>(shown: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw isMistake(error) ? new UsageError(`${shown}: ${error.message}`) : error
  }
}

async function runConfig(path: string, shown: string): Promise<GateConfig> {
  let loaded: { default?: unknown }
  try {
    loaded = await tsImport(pathToFileURL(path).href, import.meta.url)
  } catch (error) {
    throw new UsageError(`${shown} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
  }
  const exported = loaded.default
  // The default of a CommonJS module stands behind another one.
  const within = typeof exported === 'object' && exported !== null && 'default' in exported
  return named(shown, () => configOf(within ? exported.default : exported))
}

/**
 * The configuration of a tree: the file that is named, or `interlock.config.json` or `.ts`, or the defaults. One that is
 * code is run only when that is allowed, for it may come from whoever proposes a change.
 */
export async function gateConfig({ config: asked, allowConfigCode }: ConfigOptions, cwd: string): Promise<Found> {
  const file = asked ?? [DATA, CODE].find((name) => existsSync(join(cwd, name)))
  if (file === undefined) return { config: DEFAULTS, file }
  // What nobody named must be of the tree.
  const path = asked === undefined ? pathInside(cwd, file) : resolve(cwd, file)
  if (/\.[cm]?[jt]s$/.test(file)) {
    if (!allowConfigCode) {
      throw new UsageError(`${file} is code; pass --allow-config-code to run it, or write ${DATA} instead`)
    }
    if (!existsSync(path)) throw new UsageError(`there is no file ${file}`)
    return { config: await runConfig(path, file), file }
  }
  const text = readText(path, file)
  if (text === undefined) throw new UsageError(`there is no file ${file}`)
  return { config: parsed(text, file, configOf), file }
}

/** The known findings; none when no baseline is named. */
export function readBaseline(named: string | undefined, { baseline }: GateConfig, cwd: string): readonly Known[] {
  const file = named ?? baseline
  if (file === undefined) return []
  const text = readText(named === undefined ? pathInside(cwd, file) : resolve(cwd, file), file)
  if (text === undefined) throw new UsageError(`there is no baseline ${file}`)
  return parsed(text, file, baselineOf)
}

/** A file of JSON inside the tree, by its shape; `undefined` when there is none. */
export function readData<T>(file: string, cwd: string, read: (value: unknown) => T): T | undefined {
  const text = readText(pathInside(cwd, file), file)
  return text === undefined ? undefined : parsed(text, file, read)
}
