import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import '../src/index.vitest.ts'
import { parseToken, replay } from '../src/index.ts'
import { printedReplay, sim } from './cli/sim.ts'
import { talk } from './systems/faults.ts'
import { philosophers } from './systems/philosophers.ts'

function failureOf(claim: () => unknown): string {
  try {
    claim()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('the claim holds')
}

describe('toBeDeadlockFree', () => {
  it('holds where no run deadlocks', () => {
    expect(philosophers(3, true)).toBeDeadlockFree({ runs: 50, steps: 60, endless: true })
  })

  it('does not hold, either way round, where runs were cut off, unless the system is said to be endless', () => {
    const sound = philosophers(3, true)
    const message = failureOf(() => expect(sound).toBeDeadlockFree({ runs: 5, steps: 60 }))
    expect(message).toContain(
      'no deadlock in 5 runs, but 5 runs of 5 reached the bound of 60 steps and were cut off and are inconclusive',
    )
    expect(message).toContain('endless: true accepts it of a system that never ends')
    expect(() => expect(sound).not.toBeDeadlockFree({ runs: 5, steps: 60 })).toThrow('showed none')
  })

  it('fails with the explained counterexample, shrunk, and the line that replays it', () => {
    const system = philosophers(3)
    const message = failureOf(() => expect(system).toBeDeadlockFree({ runs: 500, module: 'forks.ts' }))
    expect(message).toContain('dining-philosophers-3: deadlock, nothing can move any more')
    expect(message).toContain('Schedule, 6 steps')
    expect(message).toMatch(
      /seed \d+, strategy random\. Shrunk from .* to 6 steps, .*: no shorter schedule shows it\.$/,
    )
    const token = parseToken(/npx sim replay (\S+)/.exec(message)?.[1] ?? '')
    expect(token.module).toBe('forks.ts')
    expect(replay(system, token).kind).toBe('reproduced')
  })

  it('says how to name the file when it is not given', () => {
    const message = failureOf(() => expect(philosophers(3)).toBeDeadlockFree({ runs: 500 }))
    expect(message).toContain('--system FILE.ts:dining-philosophers-3')
  })

  it('draws faults for each run, and tells of the one that it took', () => {
    const faults = { crash: { most: 1, actors: ['server'] } }
    expect(talk(faults)).toBeDeadlockFree({ runs: 200, faults: 'none' })
    const message = failureOf(() => expect(talk(faults)).toBeDeadlockFree({ runs: 200, faults: 'crash,every=2' }))
    expect(message).toContain('which never comes (server has crashed)')
    expect(message).toContain('to 1 fault, 1 step, 0 context switches')
  })

  it('can be turned round', () => {
    expect(philosophers(3)).not.toBeDeadlockFree({ runs: 500 })
    const message = failureOf(() => expect(philosophers(3, true)).not.toBeDeadlockFree({ runs: 5, steps: 20 }))
    expect(message).toBe("expected 'dining-philosophers-3-swapped' to deadlock, but 5 runs showed none")
  })

  it('asks for deadlock whatever the properties of the system are', () => {
    const system = { ...philosophers(3), properties: [] }
    expect(system).not.toBeDeadlockFree({ runs: 500 })
  })

  it.each(['replay', 'shrink'])(
    'its line is one to paste, also of a system without that property: %s',
    async (verb) => {
      const cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
      const philosophersFile = JSON.stringify(fileURLToPath(new URL('systems/philosophers.ts', import.meta.url)))
      const made = `export const forks = { ...philosophers(3), name: 'forks', properties: [] }`
      writeFileSync(join(cwd, 'forks.ts'), `import { philosophers } from ${philosophersFile}\n${made}\n`)
      const forks = { ...philosophers(3), name: 'forks', properties: [] }
      const message = failureOf(() => expect(forks).toBeDeadlockFree({ runs: 500, module: 'forks.ts' }))
      const [, token] = printedReplay(message)
      expect(await sim([verb, token], { cwd })).toMatchObject({ code: 0, err: '' })
      rmSync(cwd, { recursive: true })
    },
  )

  it('refuses what is no system', () => {
    expect(() => expect(3).toBeDeadlockFree()).toThrow(/toBeDeadlockFree takes a system; make it by defineSystem/)
  })
})
