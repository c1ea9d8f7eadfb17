import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../src/model/catalogue.ts'
import { itf } from '../src/report/export/itf.ts'
import { family, historyFor, hostile } from '../test/report/export/kit.ts'
import { philosophers } from '../test/systems/philosophers.ts'

// Quint, whose format ITF is, reads the executions that we write for its viewers.

const { QUINT, QUINT_REQUIRED } = process.env
if (QUINT === undefined) {
  const why = "QUINT does not name a folder with npm's @informalsystems/quint"
  if (QUINT_REQUIRED === '1') throw new Error(`Quint is required, but ${why}`)
  process.stdout.write(`interop skipped: ${why}. Our ITF is read by our own tests alone (npm test)\n`)
}

/** An expression of Quint. */
interface Expression {
  readonly kind: string
  readonly opcode?: string
  readonly value?: unknown
  readonly args?: readonly Expression[]
}

function readByQuint(text: string): readonly Expression[] {
  const { ofItf } = createRequire(import.meta.url)(resolve(join(QUINT ?? '', 'dist', 'src', 'itf.js')))
  return ofItf(JSON.parse(text))
}

/** The fields of a record: names and values in turn. */
function fields({ opcode, args = [] }: Expression): ReadonlyMap<unknown, Expression> {
  expect(opcode).toBe('Rec')
  const names = args.filter((_, at) => at % 2 === 0).map(({ value }) => value)
  return new Map(names.map((name, at) => [name, args[2 * at + 1]]))
}

const systems = [philosophers(3), family, hostile, catalogue[0].system()]

describe.skipIf(QUINT === undefined)('Quint reads an execution in ITF', () => {
  it.each(systems)('a record for each state, with all actors and their mailboxes ($name.length)', (system) => {
    const history = historyFor(system)
    const states = readByQuint(itf(history))
    expect(states).toHaveLength(history.moments.length + 1)
    for (const [at, state] of states.entries()) {
      const actors = fields(state)
      expect(actors.size).toBe(history.names.length)
      const present = at === 0 ? history.start.actors : history.moments[at - 1].actors
      for (const { actor, mailbox } of present) {
        const record = fields(actors.get(actor.name) as Expression)
        expect(record.get('status')?.value).toBe(actor.status)
        expect(record.get('mailbox')?.args).toHaveLength(mailbox.length)
      }
    }
  })
})
