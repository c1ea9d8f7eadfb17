import { statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isToken } from '../engine/token.ts'
import type { SystemPage } from '../report/page/data.ts'
import { html } from '../report/page/html.ts'
import { checkedPage, followedPage, pageData, replayedPage } from '../report/page/page.ts'
import { count, printable } from '../report/text.ts'
import { replay } from '../sim/replay.ts'
import { bundle } from './bundle.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import { exitOf, isAsExpected, without, worstExit } from './judge.ts'
import type { SearchOptions } from './options.ts'
import { drawableOf, othersOf, shownOf } from './page-target.ts'
import { askedFor } from './replay-command.ts'
import type { Session } from './session.ts'
import type { Interrupt, Supervised } from './supervise.ts'
import { interruptOf, supervise } from './supervise.ts'
import type { Target } from './target.ts'
import { targets } from './target.ts'

/** The options of `sim report`. */
export interface ReportOptions extends SearchOptions {
  readonly html: string
  readonly system?: string
}

interface Done extends Supervised {
  readonly target: Target
}

/** `sim report [system | trace | token | seed]… --html FILE` */
export async function reportCommand(
  names: readonly string[],
  options: ReportOptions,
  session: Session,
): Promise<number> {
  const path = resolve(session.io.cwd, options.html)
  mustBeWritable(path, options.html)
  const isRecorded = (name: string): boolean => isToken(name) || name.endsWith('.json') || /^-?\d+$/.test(name)
  const recorded = names.filter(isRecorded)
  const systems = names.filter((name) => !isRecorded(name))
  const interrupt = interruptOf(session.io)
  try {
    const replayed: SystemPage[] = []
    for (const what of recorded) replayed.push(await pageOfRecorded(what, options, session))
    const asked = systems.length === 0 && recorded.length > 0 ? [] : await targets(systems, session)
    const done = await checkAll(without(asked, options.check), options, session, interrupt)
    if (interrupt.asked) return EXIT.interrupted
    const pages = [...replayed, ...pagesOf(done, session)]
    const text = html(pageData(pages, false), bundle())
    write(path, options.html, text)
    session.print(`${printable(options.html)}: ${summary(pages)}, ${Math.ceil(text.length / 1024)} KiB\n`)
    return worstExit(done.map(({ target, result }) => exitOf(target, result)))
  } finally {
    interrupt.release()
  }
}

function summary(pages: readonly SystemPage[]): string {
  const violated = pages.filter(({ standing }) => standing === 'violated').length
  return `${count(pages.length, 'system')}, ${violated} with counterexamples`
}

/** Checks the targets, one after another. */
export async function checkAll(
  asked: readonly Target[],
  options: SearchOptions,
  { io }: Session,
  interrupt: Interrupt,
): Promise<readonly Done[]> {
  const done: Done[] = []
  for (const target of asked) {
    await breathe()
    if (interrupt.asked) break
    done.push({ target, ...(await supervise(target.system, options, io, interrupt)) })
  }
  return done
}

/** What the page shows of checked systems. */
export function pagesOf(done: readonly Done[], session: Session): readonly SystemPage[] {
  return done.map(({ target, result }) => {
    const asExpected = target.scenario === undefined ? undefined : isAsExpected(target, result)
    const others = result.findings.length === 0 ? [] : othersOf(target, done, session)
    return checkedPage(shownOf(target, asExpected, others), result, drawableOf(target.system, result))
  })
}

async function pageOfRecorded(what: string, options: ReportOptions, session: Session): Promise<SystemPage> {
  const { target, recorded, command } = await askedFor(
    what,
    { ...(options.system && { system: options.system }) },
    session,
  )
  const replayed = replay(target.system, recorded)
  if (replayed.kind === 'followed') {
    return followedPage(shownOf(target, undefined, []), recorded.clock, replayed, command)
  }
  if (replayed.kind !== 'reproduced') {
    throw new UsageError(`'${what}' can no longer be made, since the model has changed: sim replay says where it parts`)
  }
  const shown = shownOf(target, undefined, [])
  const again = command === undefined ? shown : { ...shown, replay: () => command }
  return replayedPage(again, recorded.clock, replayed.counterexample)
}

function isDirectory(place: string): boolean {
  try {
    return statSync(place).isDirectory()
  } catch {
    return false
  }
}

/** Better to hear it before the search than after it. */
function mustBeWritable(path: string, shown: string): void {
  if (isDirectory(path)) throw new UsageError(`'${shown}' is a directory; name a file in it`)
  if (!isDirectory(dirname(path))) throw new UsageError(`'${shown}' cannot be written: its directory does not exist`)
}

function write(path: string, shown: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new UsageError(`'${shown}' cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
