import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Script } from '../src/model/otp/index.ts'

/** A note that a script made on the real OTP. */
interface RealNote {
  readonly label: string
  readonly text: string
  readonly at: number
}

/** How a script ended there: by process, its notes in order. */
export interface RealOutcome {
  readonly ended: boolean
  readonly notes: Readonly<Record<string, readonly RealNote[]>>
}

/** The OTP release that is installed here; `undefined` without one. */
export function otpRelease(): string | undefined {
  const program = 'io:format("~s", [erlang:system_info(otp_release)]), halt().'
  const { status, stdout } = spawnSync('erl', ['-noshell', '-eval', program], { encoding: 'utf8', timeout: 30_000 })
  return status === 0 && spawnSync('erlc', ['-help']).error === undefined ? stdout : undefined
}

/** A script as an Erlang term: objects are maps, strings atoms. */
function literal(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`
  const fields = Object.entries(value as object).filter(([, field]) => field !== undefined)
  return `#{${fields.map(([key, field]) => `'${key}' => ${literal(field)}`).join(',')}}`
}

/** Runs scripts on the real OTP. */
export function runOnOtp(scripts: readonly Script[]): readonly RealOutcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-otp-'))
  try {
    run('erlc', ['-o', folder, join(import.meta.dirname, 'otp_script.erl')])
    const file = join(folder, 'scripts.terms')
    writeFileSync(file, scripts.map((script) => `${literal(script)}.\n`).join(''))
    return parse(run('erl', ['-noshell', '-pa', folder, '-run', 'otp_script', 'main', file]), scripts.length)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: status ${status}\n${stdout}\n${stderr}`)
  return stdout
}

function parse(text: string, count: number): readonly RealOutcome[] {
  const found = Array.from({ length: count }, () => ({ ended: false, notes: {} as Record<string, RealNote[]> }))
  for (const line of text.split('\n').filter((other) => other !== '')) {
    const [id, process, at, label, value] = line.split('\t')
    const outcome = found[Number(id)]
    if (process === '$end') outcome.ended = value === 'true'
    else {
      outcome.notes[process] ??= []
      outcome.notes[process].push({ label, text: value, at: Number(at) })
    }
  }
  return found
}
