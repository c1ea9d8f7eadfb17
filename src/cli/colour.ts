import type { ColorSupportLevel } from 'chalk'
import { Chalk } from 'chalk'
import type { Paint } from '../report/style.ts'
import type { Io } from './io.ts'

/** `NO_COLOR` (no-color.org) wins, then `FORCE_COLOR`, then whether it is a terminal that can. */
function level({ env, stdout }: Io): ColorSupportLevel {
  if ((env.NO_COLOR ?? '') !== '') return 0
  const forced = env.FORCE_COLOR
  if (forced === '0' || forced === 'false') return 0
  if (forced === '2' || forced === '3') return forced === '2' ? 2 : 3
  if (forced !== undefined) return 1
  return stdout.isTTY === true && env.TERM !== 'dumb' ? 1 : 0
}

/** The colours of the terminal. chalk's own detection ignores `NO_COLOR`, so that it is told the level. */
export function paintFor(io: Io): Paint {
  const chalk = new Chalk({ level: level(io) })
  return { good: chalk.green, bad: chalk.red, warn: chalk.yellow, dim: chalk.dim, strong: chalk.bold }
}
