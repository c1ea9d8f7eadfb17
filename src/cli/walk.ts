import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { slotName } from '../engine/property.ts'
import { formatTrace, traceOf } from '../engine/trace.ts'
import type { Style } from '../report/style.ts'
import { count, printable, quoted } from '../report/text.ts'
import { actorLines, everybodyLines, placeLines, WALK_HELP, waitLines } from '../report/walk-report.ts'
import { violationWord } from '../report/words.ts'
import type { Walk } from '../sim/walk.ts'
import { EXIT } from './io.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'

/** What a command answers, or that the walk is over. */
type Answer = readonly string[] | 'end'

function number(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** One actor in full. */
function actor(walk: Walk, name: string): readonly string[] {
  const { space, state } = walk.execution
  const slot = space.slots.findIndex((address) => slotName(address) === name)
  const timers = slot < 0 || (state[slot] ?? 0) === 0 ? [] : (space.timers?.(slot, state[slot]) ?? [])
  return actorLines(walk, name, timers) ?? [`nobody is named ${quoted(name)} here; s lists everybody`]
}

function save(walk: Walk, path: string, cwd: string): readonly string[] {
  const execution = walk.taken()
  try {
    writeFileSync(resolve(cwd, path), formatTrace(traceOf(walk.system, walk.clock, { kind: 'walk' }, execution)))
    const { property, violation } = execution
    const end =
      violation === undefined ? ', nothing is violated there' : ` to ${quoted(property)} (${violationWord(violation)})`
    return [`${printable(path)}: ${count(walk.at, 'step')}${end}`]
  } catch (error) {
    return [`'${printable(path)}' cannot be written: ${error instanceof Error ? error.message : String(error)}`]
  }
}

function obey(walk: Walk, line: string, style: Style, cwd: string): Answer {
  const place = (): readonly string[] => placeLines(walk, style)
  const [command = '', ...words] = line.trim().split(/\s+/)
  const word = words.join(' ')
  const given = words.length === 0 ? undefined : word
  const moved = (to: number | undefined): Answer => {
    if (to === undefined) return ['a number of steps is meant; h lists the commands']
    walk.go(to)
    return place()
  }
  switch (command) {
    case '':
    case 'n':
      return moved(add(walk.at, number(given, 1)))
    case 'b':
      return moved(add(walk.at, negative(number(given, 1))))
    case 'g':
      return moved(given === undefined ? undefined : number(given, 0))
    case 't': {
      const choice = given === undefined ? undefined : number(given, 0)
      if (choice === undefined || walk.execution.enabled[choice - 1] === undefined) {
        return ['t takes one of the listed steps, by its number']
      }
      walk.take(choice - 1)
      return place()
    }
    case 's':
      return given === undefined ? everybodyLines(walk, style) : actor(walk, word)
    case 'w':
      return waitLines(walk)
    case 'save':
      return given === undefined ? ['name the file: save trace.json'] : save(walk, word, cwd)
    case 'q':
      return 'end'
    case 'h':
    case 'help':
      return WALK_HELP
    default:
      return [`no command ${quoted(command)}; h lists them`]
  }
}

function add(at: number, by: number | undefined): number | undefined {
  return by === undefined ? undefined : at + by
}

function negative(by: number | undefined): number | undefined {
  return by === undefined ? undefined : -by
}

/** Reads commands line by line, from a terminal or a pipe, until `q` or their end. */
export async function walkAbout(walk: Walk, session: Session, ascii: boolean): Promise<number> {
  const { io, print } = session
  const style = styleOf(session, { ascii })
  const show = (lines: readonly string[]): void => print(`${lines.join('\n')}\n`)
  const ask = (): void => {
    if (io.stdout.isTTY === true) print('> ')
  }
  show([...placeLines(walk, style), '', 'h lists the commands'])
  ask()
  for await (const line of io.lines()) {
    const answer = obey(walk, line, style, io.cwd)
    if (answer === 'end') break
    show(answer)
    ask()
  }
  return EXIT.expected
}
