import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import type { System } from '../src/engine/system.ts'
import { catalogue } from '../src/model/catalogue.ts'
import { sequence } from '../src/report/export/sequence.ts'
import { statechart } from '../src/report/export/statechart.ts'
import { family, historyFor, hostile } from '../test/report/export/kit.ts'
import { philosophers } from '../test/systems/philosophers.ts'
import { launch, present } from './chromium.ts'

// Mermaid itself reads and draws the diagrams that we write for it.

const { MERMAID, MERMAID_REQUIRED } = process.env
const asked = present && MERMAID !== undefined
if (!asked) {
  const why = present ? "MERMAID does not name a folder with npm's mermaid" : 'there is no Chromium'
  if (MERMAID_REQUIRED === '1') throw new Error(`Mermaid is required, but ${why}`)
  console.log(`${why}: our Mermaid diagrams are not read by Mermaid`)
}

const [original] = catalogue
const failing = [philosophers(3), family, hostile, original.system()]

/** The machines of some systems, each once. */
function machinesOf(systems: readonly System[]): ReadonlyMap<AnyStateMachine, string> {
  const named = systems.flatMap(({ actors }) => [...actors].map(([actor, { machine }]) => [machine, actor] as const))
  return new Map(named.filter(([machine]) => 'root' in machine) as unknown as [AnyStateMachine, string][])
}

describe.skipIf(!asked)('Mermaid', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await launch()
    page = await browser.newPage()
    await page.setContent('<main></main>')
    await page.addScriptTag({ content: readFileSync(join(MERMAID ?? '', 'dist/mermaid.min.js'), 'utf8') })
  })

  afterAll(() => browser?.close())

  /** What Mermaid takes a text for, and the picture that it makes of it. */
  async function drawn(text: string): Promise<{ readonly type: string; readonly svg: string }> {
    return page.evaluate(
      `(async (text) => {
        mermaid.initialize({ startOnLoad: false, maxTextSize: 10000000 })
        const { diagramType } = await mermaid.parse(text)
        const { svg } = await mermaid.render('drawing', text)
        return { type: diagramType, svg }
      })(${JSON.stringify(text)})`,
    )
  }

  test.each(failing)('reads and draws an execution ($name.length)', async (system) => {
    const history = historyFor(system)
    const { type, svg } = await drawn(sequence(history))
    expect(type).toBe('sequence')
    expect(svg.match(/class="messageText"/g)).toHaveLength(history.moments.length)
  })

  test('reads and draws a machine', async () => {
    for (const [machine, actor] of machinesOf(failing.slice(0, 3))) {
      expect((await drawn(statechart({ actor, machine }))).type).toBe('stateDiagram')
    }
  })

  test('reads every machine of the catalogue', async () => {
    const machines = machinesOf(catalogue.map((scenario) => scenario.system()))
    const texts = [...machines].map(([machine, actor]) => statechart({ actor, machine }))
    const types = await page.evaluate(
      `Promise.all(${JSON.stringify(texts)}.map((text) => mermaid.parse(text).then(({ diagramType }) => diagramType)))`,
    )
    expect(types).toEqual(texts.map(() => 'stateDiagram'))
    expect(texts.length).toBeGreaterThan(15)
  })
})
