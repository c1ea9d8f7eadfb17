import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PageData } from '../../src/report/page/data.ts'
import { printedReplay, SYSTEMS, sim } from './sim.ts'
import { toys } from './toys.ts'

const temp = (): string => mkdtempSync(join(tmpdir(), 'interlock-'))

/** What a page that was written holds. */
function written(cwd: string): PageData {
  const [, data] = /id="data">(.*?)<\/script>/s.exec(readFileSync(join(cwd, 'page.html'), 'utf8')) ?? []
  return JSON.parse(data)
}

describe('sim report', () => {
  test('of systems: their verdicts, and each counterexample with its replay line', async () => {
    const cwd = temp()
    const { code, out, err } = await sim(['report', 'toy', '--html', 'page.html'], { cwd, scenarios: toys })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^page\.html: 3 systems, 1 with counterexamples, \d+ KiB\n$/)
    const { systems } = written(cwd)
    expect(systems.map(({ name, standing, asExpected }) => [name, standing, asExpected])).toEqual([
      ['toy/naive/three', 'violated', true],
      ['toy/sound/three', 'verified', true],
      ['toy/sound/four', 'verified', true],
    ])
    const [{ findings, graph }] = systems
    expect(findings[0].recording?.steps.length).toBe(findings[0].replay === undefined ? -1 : 6)
    expect(findings[0].compared).toEqual([])
    expect(graph?.states.length).toBe(153)
    expect(graph?.states.filter(({ mark }) => mark === 'deadlock').length).toBe(1)
    expect(graph?.states[graph.path.at(-1) ?? 0].mark).toBe('deadlock')
    expect(systems[2].graph).toBe(undefined)
  })

  test('of what is not as expected: its exit code is that of check', async () => {
    const { code } = await sim(['report', 'changed/gone', '--html', 'page.html'], { cwd: temp(), scenarios: toys })
    expect(code).toBe(1)
  })

  test('of a token and of a trace: the execution', async () => {
    const cwd = temp()
    const { out } = await sim(['check', 'toy/naive', '--trace-dir', '.'], { cwd, scenarios: toys })
    const [, token] = printedReplay(out, 'il1.')
    const trace = 'toy-naive-three.deadlock-free.json'
    const { code } = await sim(['report', token, trace, '--html', 'page.html'], { cwd, scenarios: toys })
    expect(code).toBe(0)
    const { systems } = written(cwd)
    expect(systems.map(({ standing, findings }) => [standing, findings[0].recording?.steps.length])).toEqual([
      ['replayed', 6],
      ['replayed', 6],
    ])
    expect(systems[0].findings[0].cycle.length).toBeGreaterThan(0)
  })

  test('of a seed: the run that failed last', async () => {
    const cwd = temp()
    await sim(['run', 'toy/naive', '--seed', '3', '--runs', '50', '--no-shrink'], { cwd, scenarios: toys })
    const { seed } = JSON.parse(readFileSync(join(cwd, '.interlock/last-run.json'), 'utf8')) as { seed: number }
    const { code } = await sim(['report', String(seed), '--html', 'page.html'], { cwd, scenarios: toys })
    expect(code).toBe(0)
    const [{ standing, findings }] = written(cwd).systems
    expect([standing, findings[0].property]).toEqual(['replayed', 'deadlock-free'])
  })

  test('a search that was cut off says so', async () => {
    const cwd = temp()
    const arguments_ = ['report', 'toy/sound/four', '--max-states', '20', '--html', 'page.html']
    const { code } = await sim(arguments_, { cwd, scenarios: toys })
    expect(code).toBe(3)
    expect(written(cwd).systems[0].sentence).toContain('--max-states raises the bound')
  })

  test('an interrupt writes nothing: 130', async () => {
    const cwd = temp()
    const setting = { cwd, onInterrupt: (listener: () => void) => listener() }
    const { code } = await sim(['report', join(SYSTEMS, 'endless.ts'), '--html', 'page.html'], setting)
    expect(code).toBe(130)
    expect(existsSync(join(cwd, 'page.html'))).toBe(false)
  })

  test.each([
    ['no file', 'report toy', "required option '--html <file>'"],
    ['a directory', 'report toy --html folder', 'is a directory; name a file in it'],
    ['a place that does not exist', 'report toy --html no/page.html', 'its directory does not exist'],
    ['an unknown system', 'report tox --html page.html', 'did you mean'],
    ['a trace that is not there', 'report none.json --html page.html', 'a trace file that can be read'],
  ])('%s names what would be right', async (_, line, part) => {
    const cwd = temp()
    mkdirSync(join(cwd, 'folder'))
    const { code, out, err } = await sim(line.split(' '), { cwd, scenarios: toys })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(part)
  })
})
