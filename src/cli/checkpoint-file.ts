import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatCheckpoint, parseCheckpoint } from '../check/checkpoint.ts'
import type { Progress } from '../check/search.ts'
import type { Standing } from '../check/standing.ts'
import type { System } from '../engine/system.ts'
import type { Io } from './io.ts'
import { UsageError } from './io.ts'

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Opens a file for as long as it is used. */
function using<T>(path: string, flags: 'r' | 'w', use: (file: number) => T): T {
  const file = openSync(path, flags)
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}

/** Writes a checkpoint beside its place first: a process that is killed meanwhile leaves the one before. */
function writeCheckpoint(system: System, standing: Standing, path: string, cwd: string): void {
  const place = resolve(cwd, path)
  try {
    using(`${place}.part`, 'w', (file) => {
      for (const part of formatCheckpoint(system, standing)) {
        for (let at = 0; at < part.length; ) at += writeSync(file, part, at)
      }
    })
    renameSync(`${place}.part`, place)
  } catch (error) {
    throw new UsageError(`the checkpoint cannot be written: ${reason(error)}`)
  }
}

/** Seconds of search between two checkpoints, if nobody says how many. */
const EVERY = 30

/** Writes checkpoints of a search while it goes on, when a file is given for them. */
export class Keeper {
  /** The file from which a search that was cut off can go on. */
  left: string | undefined
  readonly #system: System
  readonly #path: string | undefined
  readonly #io: Io
  readonly #every: number
  #last: number

  /** Keeps checkpoints of a system in a file; a run that is killed loses so many seconds of search at most. */
  constructor(system: System, path: string | undefined, seconds: number | undefined, io: Io) {
    this.#system = system
    this.#path = path
    this.#io = io
    this.#every = 1000 * (seconds ?? EVERY)
    this.#last = io.now()
  }

  /** Writes a checkpoint when it is time, or when the search ends here. */
  keep(progress: Progress, ends: boolean): void {
    if (
      this.#path === undefined ||
      progress.standing === undefined ||
      (!ends && this.#io.now() - this.#last < this.#every)
    )
      return
    writeCheckpoint(this.#system, progress.standing(), this.#path, this.#io.cwd)
    this.#last = this.#io.now()
    if (ends) this.left = this.#path
  }
}

/** Reads a checkpoint of a system, when a file is named. */
export function readCheckpoint(system: System, path: string | undefined, cwd: string): Standing | undefined {
  if (path === undefined) return undefined
  try {
    return using(resolve(cwd, path), 'r', (file) => parseCheckpoint(system, (length) => bytesFrom(file, length)))
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new UsageError(`the checkpoint ${path} cannot be read: ${error.message}`)
    }
    throw error
  }
}

/** The next bytes of a file; fewer than asked for at its end. */
function bytesFrom(file: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const read = readSync(file, bytes, at, length - at, null)
    if (read === 0) break
    at += read
  }
  return bytes.subarray(0, at)
}
