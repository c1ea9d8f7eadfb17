import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { printedReplay, sim } from './sim.ts'

const DEADLOCK = ['explain', 'original/scheduler-thread/kernel-1']
const temp = (): string => mkdtempSync(join(tmpdir(), 'interlock-'))

/** What the commands answer, without the opening. */
async function walked(input: readonly string[], cwd = temp(), explain: readonly string[] = DEADLOCK) {
  const { out } = await sim(explain)
  const { code, out: told, err } = await sim([...printedReplay(out), '--interactive'], { input, cwd })
  expect(err).toBe('')
  return { code, answers: told.slice(told.indexOf('h lists the commands\n') + 'h lists the commands\n'.length) }
}

describe('sim replay --interactive', () => {
  test('goes on, back, to a step, and stays on the schedule', async () => {
    const { code, answers } = await walked(['', 'n 3', 'b', 'g 16', 'n'])
    expect(code).toBe(0)
    expect(answers.split('\n').filter((line) => line.startsWith('step '))).toEqual([
      expect.stringMatching(/^step 1 of 16 {2}accept \? connect/),
      'step 4 of 16  conn#1 ? granted from mtx',
      expect.stringMatching(/^step 3 of 16 {2}mtx \? lock/),
      'step 16 of 16  conn#1 ? restored from ready',
      'step 16 of 16  conn#1 ? restored from ready',
    ])
    expect(answers).toContain('  nothing can be taken')
  })

  test('takes another step, and goes on from there', async () => {
    const { answers } = await walked(['n 2', 't 2', 'b', 'n 99'])
    expect(answers).toMatch(
      /^step 2 of 16 .*\n> 1 {2}mtx \? lock\{"from":"conn#1"\} from conn#1\n {2}2 {2}mtx \? lock/m,
    )
    expect(answers.match(/^step 3 of 3 {2}mtx \? lock\{"from":"sched"\} from sched$/gm)).toHaveLength(2)
  })

  test('shows everybody, one actor with mailbox and context, and who waits', async () => {
    const { answers } = await walked(['g 16', 's', 's conn#1', 's P#1', 'w', 's nobody'])
    expect(answers).toContain('  sched      locking\n')
    expect(answers).toContain('  conn#1  call.parked\n    waits for a reply from nx_kernel\n')
    expect(answers).toContain('    mailbox: { "type": "await"')
    expect(answers).toContain('    context:\n      {')
    expect(answers).toContain('  mtx is held by conn#1\n')
    expect(answers).toContain("nobody is named 'nobody' here; s lists everybody")
  })

  test('shows the timers of an actor', async () => {
    const { answers } = await walked(['g 9', 's P#1', 'n', 's P#1'], temp(), ['explain', 'original-timeout'])
    expect(answers.match(/^ {4}timer: expire in 1500 ms$/gm)).toHaveLength(1)
  })

  test('saves a schedule as a trace that replays, also where nothing is violated', async () => {
    const cwd = temp()
    const commands = ['n 5', 'save early.json', 'g 16', 'save own.json', 'save no/own.json', 'save']
    const { answers } = await walked(commands, cwd)
    expect(answers).toContain('early.json: 5 steps, nothing is violated there')
    expect(answers).toContain("own.json: 16 steps to 'deadlock-free' (deadlock)")
    expect(answers).toContain("'no/own.json' cannot be written")
    expect((await sim(['replay', 'own.json'], { cwd })).code).toBe(0)
    const early = await sim(['replay', 'early.json'], { cwd })
    expect(early.code).toBe(0)
    expect(early.out).toContain('Schedule, 5 steps')
    expect(early.out).toContain('repeated: all 5 steps could be taken, and nothing is violated, as recorded')
    expect(JSON.parse((await sim(['replay', 'early.json', '--json'], { cwd })).out).results).toMatchObject([
      { outcome: 'followed', followed: 5 },
    ])
  })

  test('a saved schedule that violates nothing can be shown and exported, and not shrunk', async () => {
    const cwd = temp()
    await walked(['n 5', 'save early.json'], cwd)
    const { code, answers } = await walked(['n 2'], cwd, DEADLOCK)
    expect([code, answers]).toEqual([0, expect.stringContaining('step 2 of 16')])
    expect((await sim(['export', 'early.json', '--format', 'mermaid'], { cwd })).out).not.toContain('violated')
    expect((await sim(['report', 'early.json', '--html', 'early.html'], { cwd })).code).toBe(0)
    expect(readFileSync(join(cwd, 'early.html'), 'utf8')).toContain('Nothing is violated after 5 steps.')
    const { code: refused, err } = await sim(['shrink', 'early.json'], { cwd })
    expect([refused, err]).toEqual([2, expect.stringContaining('violates nothing')])
  })

  test('walks about a system that an observer watches', async () => {
    const cwd = temp()
    const file = join(import.meta.dirname, 'systems/observed.ts')
    const input = ['s', 'g 2', 's observer rung twice', 'save rung.json']
    const token = printedReplay((await sim(['explain', file], { cwd })).out)
    const { out } = await sim([...token, '--interactive'], { input, cwd })
    expect(out).toContain('  observer rung twice  none\n')
    expect(out).toContain('  observer rung twice  twice\n')
    expect(out).toContain("rung.json: 2 steps to 'rung twice' (violation seen)")
  })

  test('what is no command says so; q ends it, as does the end of the input', async () => {
    const { code, answers } = await walked(['x', 't 9', 't', 'g', 'n x', 'h', 'q', 'n'])
    expect(code).toBe(0)
    expect(answers).toContain("no command 'x'; h lists them")
    expect(answers.match(/t takes one of the listed steps/g)).toHaveLength(2)
    expect(answers.match(/a number of steps is meant/g)).toHaveLength(2)
    expect(answers).not.toContain('step 1 of')
  })
})
