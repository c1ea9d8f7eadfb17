// A thread that makes runs for `sim run`: gets the system and the options, then ranges of seeds, and answers each.
import { parentPort, workerData } from 'node:worker_threads'
import { catalogue } from '../model/catalogue.ts'
import type { Seeds, Swept } from '../sim/sweep.ts'
import { sweeper } from '../sim/sweep.ts'
import { isMistake } from './io.ts'
import type { SweepOrder } from './sweep-hand.ts'
import { target } from './target.ts'

const { name, cwd, options, all } = workerData as SweepOrder
const answer = (what: { readonly swept: Swept } | { readonly mistake: string }): void => parentPort?.postMessage(what)

let sweep: ((seeds: Seeds) => Swept) | undefined
parentPort?.on('message', async (seeds: Seeds) => {
  try {
    sweep ??= sweeper((await target(name, { catalogue, io: { cwd } })).system, options, all)
    answer({ swept: sweep(seeds) })
  } catch (error) {
    if (!isMistake(error)) throw error
    answer({ mistake: error.message })
  }
})
