// Memory and time of `sim conform` on logs that get longer: npm run bench:conform -- [--requests n] [--times n]
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { longLog } from '../test/logs.ts'

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '8000' }, times: { type: 'string', default: '10' } },
})
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))

/** Runs in the process that is measured: its peak memory in bytes, and its CPU seconds, behind what it says. */
const MEASURED = `
import { main } from './dist/cli/main.js'
process.exitCode = await main(process.argv.slice(1))
const { maxRSS, userCPUTime } = process.resourceUsage()
console.error(JSON.stringify({ bytes: maxRSS * 1024, seconds: userCPUTime / 1e6 }))
`

interface Measured {
  readonly size: number
  readonly bytes: number
  readonly seconds: number
}

async function measured(requests: number): Promise<Measured> {
  const file = join(folder, `${requests}.ndjson`)
  const lines = (function* () {
    for (const line of longLog(requests)) yield `${line}\n`
  })()
  await pipeline(Readable.from(lines), createWriteStream(file))
  const node = ['--input-type=module', '--eval', MEASURED, '--', 'conform', file]
  const { status, stderr } = spawnSync(process.execPath, node, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return { size: statSync(file).size, ...(JSON.parse(stderr) as { bytes: number; seconds: number }) }
}

async function compare(): Promise<void> {
  const [requests, times] = [Number(values.requests), Number(values.times)]
  const [one, many] = [await measured(requests), await measured(requests * times)]
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`
  for (const { size, bytes, seconds } of [one, many]) {
    console.log(`log ${mebibytes(size)}: memory ${mebibytes(bytes)}, ${seconds.toFixed(1)} CPU s`)
  }
  const ratio = (of: (each: Measured) => number): string => (of(many) / of(one)).toFixed(2)
  console.log(`${ratio(({ size }) => size)} times the log: ${ratio(({ bytes }) => bytes)} times the memory,`)
  console.log(`${ratio(({ seconds }) => seconds)} times the CPU time`)
}

compare().finally(() => rmSync(folder, { recursive: true }))
