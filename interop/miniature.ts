import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where the sources of the miniature are: a small double of the real server, in OCaml. */
export const FOLDER = resolve(process.env.INTERLOCK_MINIATURE ?? '../shared/domain/miniature')

const TOOLS = ['ocamlopt', 'gcc', 'curl', 'jq', 'bash']

/** Why the miniature cannot run here, if it cannot; `fatal` when the machine lacks what could be installed. */
export function obstacle(): { readonly why: string; readonly fatal: boolean } | undefined {
  if (!existsSync(join(FOLDER, 'build.sh'))) {
    return { why: `there is no miniature in ${FOLDER}; set INTERLOCK_MINIATURE to its folder`, fatal: false }
  }
  const missing = TOOLS.filter((tool) => {
    try {
      execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' })
      return false
    } catch {
      return true
    }
  })
  return missing.length === 0
    ? undefined
    : {
        why: `${missing.join(', ')} not installed; with Debian, apt-get install ocaml-nox gcc libc6-dev curl jq`,
        fatal: true,
      }
}

/** Builds the miniature in a folder of its own; returns that folder. */
export function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'miniature-'))
  cpSync(FOLDER, folder, { recursive: true })
  execFileSync('sh', ['build.sh'], { cwd: folder, stdio: 'pipe' })
  return folder
}

/** A scenario of the miniature under a load: a cell of its table. */
export interface Drive {
  readonly scenario: string
  readonly flags: string
  readonly load: string
}

interface Summary {
  readonly total: number
  readonly ok: number
  readonly hang: number
  readonly wrong: number
  readonly dead: number
  readonly gaveup: number
  readonly after: string
}

function violations(folder: string, kind: string): number {
  return readdirSync(folder)
    .filter((name) => /^log\..*\.ndjson$/.test(name))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"op":"violation"') && line.includes(`"${kind}"`)).length
}

/** Drives the server once over loopback, by curl, and reports what was seen as a row for `sim predict`. */
export async function drive(folder: string, { scenario, flags, load }: Drive, port: number): Promise<object> {
  const out = join(folder, 'out', `${scenario}.${load}`)
  await new Promise<void>((done, failed) => {
    const args = ['drive.sh', scenario, load, String(port), out, ...flags.split(' ')]
    spawn('bash', args, { cwd: folder, stdio: 'ignore' })
      .on('error', failed)
      .on('close', () => done())
  })
  const summary: Summary = JSON.parse(readFileSync(join(out, 'summary.ndjson'), 'utf8'))
  return {
    scenario,
    load,
    flags,
    runs: 1,
    requests: summary.total,
    ok: summary.ok,
    hang: summary.hang,
    error_reply: summary.wrong,
    no_server: summary.dead,
    gave_up_on_purpose: summary.gaveup,
    root_after: summary.after,
    violation_kinds: {
      concurrent_entry: violations(out, 'concurrent_entry'),
      wrong_self: violations(out, 'wrong_self'),
    },
  }
}
