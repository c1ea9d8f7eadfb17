import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { longLog } from '../logs.ts'

const ROOT = join(import.meta.dirname, '../..')
const SCRIPT = "import { main } from './src/cli/main.ts'\nprocess.exitCode = await main(process.argv.slice(1))"
/** MiB of old space: enough for the program and one event at a time, too little for all events of the longer log. */
const ROOM = 48

const folder = mkdtempSync(join(tmpdir(), 'interlock-'))
afterAll(() => rmSync(folder, { recursive: true }))

it.each([600, 6_000])(
  'a log of %d requests is followed in a heap that does not grow with it',
  async (requests) => {
    const file = join(folder, `${requests}.ndjson`)
    writeFileSync(file, `${[...longLog(requests)].join('\n')}\n`)
    const node = [`--max-old-space-size=${ROOM}`, '--import', 'tsx', '--input-type=module', '--eval', SCRIPT, '--']
    const { stdout } = await promisify(execFile)(process.execPath, [...node, 'conform', '--json', file], { cwd: ROOT })
    expect(JSON.parse(stdout).logs).toMatchObject([{ verdict: 'accepted', events: 30 + 34 * requests }])
  },
  120_000,
)
