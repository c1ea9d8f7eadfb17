import { fileURLToPath } from 'node:url'
import type { Io } from '../../src/cli/io.ts'
import { main } from '../../src/cli/main.ts'
import type { Scenario } from '../../src/model/catalogue.ts'

/** The directory in which the commands run: that of the systems. */
export const SYSTEMS = fileURLToPath(new URL('systems', import.meta.url))

/** How a command is run in a test. */
export interface Setting {
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly terminal?: boolean
  readonly columns?: number
  /** The lines of standard input. */
  readonly input?: readonly string[]
  readonly scenarios?: readonly Scenario[]
  readonly now?: () => number
  readonly today?: string
  /** Gets the listener for interrupts. */
  readonly onInterrupt?: (listener: () => void) => void
  /** Hears what is written to standard output, as it is written. */
  readonly onOut?: (text: string) => void
}

/** What a command did. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `sim` in this process, with a clock that stands still. */
export async function sim(argv: readonly string[], setting: Setting = {}): Promise<Ended> {
  const written = { out: '', err: '' }
  const { terminal = false, columns } = setting
  const output = (to: 'out' | 'err') => ({
    isTTY: terminal,
    ...(columns === undefined ? {} : { columns }),
    write: (text: string) => {
      written[to] += text
      if (to === 'out') setting.onOut?.(text)
    },
  })
  const io: Io = {
    stdout: output('out'),
    stderr: output('err'),
    lines: async function* () {
      yield* setting.input ?? []
    },
    env: setting.env ?? {},
    cwd: setting.cwd ?? SYSTEMS,
    now: setting.now ?? (() => 0),
    today: () => setting.today ?? '2026-01-01',
    onInterrupt: (listener) => {
      setting.onInterrupt?.(listener)
      return () => {}
    },
  }
  const code = await main(argv, io, setting.scenarios)
  return { code, ...written }
}

/** The arguments of the first printed `npx sim replay …` line that has this in it. */
export function printedReplay(out: string, part = ''): readonly string[] {
  const line = out.split('\n').find((text) => text.includes('npx sim replay') && text.includes(part))
  if (line === undefined) throw new Error(`no replay line with '${part}' in:\n${out}`)
  const words = line.slice(line.indexOf('npx sim ') + 'npx sim '.length).match(/'[^']*'|\S+/g) ?? []
  return words.map((word) => word.replace(/^'(.*)'$/, '$1'))
}

/** The output without what changes with every version and every change of a model: the tokens. */
export function tokenless(out: string): string {
  return out.replace(/il1\.\S+/g, 'il1.…')
}
