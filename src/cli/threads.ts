import { existsSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import type { MessagePort, WorkerOptions } from 'node:worker_threads'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Crew, Hire, Thread, Worth } from '../check/crew.ts'
import { ThreadCrew } from '../check/crew.ts'
import { InterlockError } from '../engine/error.ts'

/** Below, starting threads and calling them together costs more than they save (docs/performance.md). */
const WORTH: Worth = { states: 150_000, rest: 512 }

/**
 * Threads for large searches: `check(system, { crew: threads(2) })`. They are started when a search has found so many
 * states that it is worth while, and kept for further searches; `dismiss` ends them, and they do not keep the process.
 *
 * @param size how many threads search, the caller's own among them: 1 to 256
 * @param worth from how many states on, and for how many at a time
 * @throws InterlockError `bounds` for any other size.
 */
export function threads(size: number, worth: Worth = WORTH): Crew {
  if (!Number.isInteger(size) || size < 1 || size > MOST_ASKED) {
    throw new InterlockError('bounds', `threads(${size}): give a whole number from 1 to ${MOST_ASKED}`)
  }
  return new ThreadCrew(size, worth, hire)
}

/** More threads than these are a slip: hardly a machine has so many cores, and each takes megabytes. */
export const MOST_ASKED = 256

/** More threads than these are taken only when asked for: what they gain has not been measured. */
export const MOST_THREADS = 2

/**
 * The threads for searches of a command: as many as are asked for, or as there are cores that nobody uses. `undefined` when
 * that is one.
 */
export function crewFor(asked: number | undefined, worth?: Worth): Crew | undefined {
  const free = availableParallelism() - Math.round(loadavg()[0])
  const size = asked ?? Math.min(MOST_THREADS, free)
  return size > 1 ? threads(size, worth) : undefined
}

/** Starts a thread from its compiled file or (in this repository) from the sources, which tsx has to load. */
export function startThread(name: string, options: WorkerOptions): Worker {
  const compiled = new URL(`./${name}.js`, import.meta.url)
  if (existsSync(compiled)) return new Worker(compiled, options)
  const source = new URL(`./${name}.ts`, import.meta.url).href
  const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport('${source}', '${source}'))`
  return new Worker(code, { ...options, eval: true })
}

const hire: Hire = (control) => {
  const { port1, port2 } = new MessageChannel()
  const options = { workerData: { control, port: port2 }, transferList: [port2] }
  return helper(startThread('search-worker', options), port1)
}

/** A thread that listens at the other end of a port, and says there why it cannot go on. */
export function helper(worker: Worker, port: MessagePort): Thread {
  let gone: string | undefined
  worker.on('error', ({ message }) => {
    gone ??= message
  })
  worker.on('exit', (code) => {
    gone ??= `it ended with exit code ${code}`
  })
  worker.unref()
  port.unref()
  return {
    post: (news) => port.postMessage(news),
    // Also where nobody lets events happen: a check may be one long call.
    failure: () => (gone ??= receiveMessageOnPort(port)?.message as string | undefined),
    dismiss: () => void worker.terminate(),
  }
}
