import type { SimulateOptions } from '../sim/simulate.ts'
import type { Seeds, Swept } from '../sim/sweep.ts'
import type { Io } from './io.ts'
import { UsageError } from './io.ts'
import type { Hand } from './pool.ts'
import { startThread } from './threads.ts'

/** What a thread is told when it starts. */
export interface SweepOrder {
  /** The system, as the command line named it. */
  readonly name: string
  readonly cwd: string
  readonly options: Pick<SimulateOptions, 'steps' | 'duration'> & {
    readonly strategy: string
    readonly faults: string
  }
  readonly all: boolean
}

/** A thread of its own that makes runs. */
export function sweepHand(order: SweepOrder, io: Io): Hand<Seeds, Swept> {
  const worker = startThread('sweep-worker', { workerData: order, stdout: true, stderr: true })
  // What a user's machines print is no part of the report.
  for (const printed of [worker.stdout, worker.stderr]) printed.on('data', (text) => io.stderr.write(String(text)))
  return {
    post: (seeds) => worker.postMessage(seeds),
    listen: (done, gone) => {
      worker.on('message', (what: { readonly swept: Swept } | { readonly mistake: string }) =>
        'swept' in what ? done(what.swept) : gone(new UsageError(what.mistake)),
      )
      worker.on('error', gone)
      worker.on('exit', (code) => gone(new Error(`its thread ended with exit code ${code}`)))
    },
    dismiss: () => void worker.terminate(),
  }
}
