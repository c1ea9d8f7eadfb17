import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../src/cli/bundle.ts'
import { html } from '../src/report/page/html.ts'
import { pageData } from '../src/report/page/page.ts'
import { sim } from '../test/cli/sim.ts'
import { launch, open, picture, present } from './chromium.ts'
import { longPage } from './long.ts'

const DEADLOCK = 'original/scheduler-thread/kernel-1'
const link = (system: string, rest = ''): string => `#system=${encodeURIComponent(system)}${rest}`

/** What axe-core finds serious or critical. */
async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(
    `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' | ')))`,
  )
  return found as readonly string[]
}

if (!present)
  console.log('no Chromium at /usr/bin/chromium (CHROMIUM names another): the tests of the page are skipped')

describe.skipIf(!present)('the page', () => {
  let browser: Browser
  let address: string
  let hostile: string
  let locks: string

  beforeAll(async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'interlock-page-'))
    const own = await sim(['report', 'original', 'pattern-b/scheduler-thread/kernel-1', '--html', 'page.html'], { cwd })
    expect(own.err).toBe('')
    address = pathToFileURL(join(cwd, 'page.html')).href
    const systems = join(import.meta.dirname, '..', 'test', 'cli', 'systems', 'labels.ts')
    await sim(['report', systems, '--html', 'hostile.html'], { cwd })
    hostile = pathToFileURL(join(cwd, 'hostile.html')).href
    await sim(['report', join(import.meta.dirname, '..', 'examples', 'two-locks.ts'), '--html', 'locks.html'], { cwd })
    locks = pathToFileURL(join(cwd, 'locks.html')).href
    browser = await launch()
  })

  afterAll(() => browser?.close())

  test('loads from a file without a complaint, and asks for nothing', async () => {
    const { page, complaints, requests } = await open(browser, address)
    expect(await page.locator('.card').count()).toBe(10)
    await page.click('text=original/scheduler-thread/kernel-1')
    await page.waitForSelector('.sequence')
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
    await page.close()
  })

  test('stepping shows what the trace says', async () => {
    const { page } = await open(browser, address + link(DEADLOCK, '&step=0'))
    const mtx = page.locator('[data-actor="mtx"]')
    expect((await mtx.textContent())?.trim()).toBe('free')
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight')
    expect(await page.locator('.here').textContent()).toBe('4 / 16 conn#1 takes granted from mtx')
    expect((await mtx.textContent())?.trim()).toBe('held')
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('.here b').textContent()).toBe('3 / 16')
    await page.locator('[data-step="10"]').click()
    expect(await page.locator('.here').textContent()).toBe('10 / 16 nx_kernel takes $gen_call from P#1')
    await page.locator('input[type=range]').fill('13')
    expect(await page.locator('.here b').textContent()).toBe('13 / 16')
    await page.close()
  })

  test('no key is lost, however fast they come', async () => {
    const { page } = await open(browser, address + link(DEADLOCK, '&step=0'))
    await page.evaluate(`for (let press = 0; press < 9; press++) {
      dispatchEvent(new KeyboardEvent('keydown', { key: press === 4 ? 'ArrowLeft' : 'ArrowRight' }))
    }`)
    await expect.poll(() => page.locator('.here b').textContent(), { timeout: 30_000 }).toBe('7 / 16')
    await page.close()
  })

  test('the circle closes on the step that closes it, and not before', async () => {
    const { page } = await open(browser, address + link(DEADLOCK, '&step=15'))
    expect(await page.locator('figure.waits').getAttribute('data-cycle')).toBe('open')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('figure.waits').getAttribute('data-cycle')).toBe('closed')
    expect(await page.locator('.edge.cycle').count()).toBe(4)
    expect(await page.locator('.state.active').last().textContent()).toBe('parked')
    await page.close()
  })

  test('a link restores the view', async () => {
    const rest = '&step=7&actor=sched&beside=pattern-b%2Fscheduler-thread%2Fkernel-1'
    const first = await open(browser, address + link(DEADLOCK, rest))
    await first.page.keyboard.press('ArrowLeft')
    const restored = await open(browser, await first.page.evaluate('location.href'))
    for (const { page } of [first, restored]) {
      expect(await page.locator('.here b').textContent()).toBe('6 / 16')
      expect(await page.locator('tr.chosen th').textContent()).toBe('sched')
      expect(await page.locator('.parting').textContent()).toContain('They part after step 4')
      expect(await page.locator('h1').textContent()).toContain(DEADLOCK)
    }
    await first.page.close()
    await restored.page.close()
  })

  test('search and filter find systems, and say so in the link', async () => {
    const { page } = await open(browser, address)
    await page.fill('input[type=search]', 'kernel-1')
    expect(await page.locator('.card').count()).toBe(3)
    await page.selectOption('.filters select', 'verified')
    expect(await page.locator('.card a').allTextContents()).toEqual(['pattern-b/scheduler-thread/kernel-1'])
    expect(await page.evaluate('location.hash')).toBe('#search=kernel-1&show=verified')
    await page.close()
  })

  test('the state graph shows the deadlock and the way to it', async () => {
    const { page } = await open(browser, address + link(DEADLOCK))
    expect(await page.locator('.dot').count()).toBe(49)
    expect(await page.locator('.dot.deadlock').count()).toBeGreaterThan(0)
    expect(await page.locator('.dot.lit').count()).toBe(17)
    await page.close()
  })

  test('a verified system has its state graph too, without a way to light', async () => {
    const { page, complaints } = await open(browser, address + link('pattern-b/scheduler-thread/kernel-1'))
    expect(await page.locator('.dot').count()).toBe(248)
    expect(await page.locator('.dot.end').count()).toBeGreaterThan(0)
    expect(await page.locator('.dot.deadlock, .key.path').count()).toBe(0)
    expect(await faults(page)).toEqual([])
    expect(complaints).toEqual([])
    await picture(page, 'verified')
    await page.close()
  })

  test('two who wait for each other: both words can be read', async () => {
    const { page } = await open(browser, locks + link('opposite-order', '&step=3'))
    const boxes = await page.evaluate(
      `[...document.querySelectorAll('.edge text')].map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect()
        return [left, right, top, bottom]
      })`,
    )
    const words = boxes as readonly (readonly number[])[]
    expect(words).toHaveLength(4)
    const meet = (a: readonly number[], b: readonly number[]): boolean =>
      a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3]
    for (const [at, word] of words.entries()) expect(words.slice(at + 1).some((other) => meet(word, other))).toBe(false)
    await picture(page, 'two-locks')
    await page.close()
  })

  test('the definitions that an actor stands for are kept apart', async () => {
    const { page } = await open(browser, address + link(DEADLOCK, '&actor=nx_kernel'))
    expect(await page.locator('.source').textContent()).toContain('handle_cast; lib/sx_runtime.ml: gen_loop')
    await page.close()
  })

  test.each(['light', 'dark'] as const)('axe-core finds no serious fault: %s', async (scheme) => {
    for (const [name, hash] of [
      ['overview', ''],
      ['deadlock', link(DEADLOCK)],
      ['beside', link(DEADLOCK, '&beside=pattern-b%2Fscheduler-thread%2Fkernel-1&step=5')],
    ]) {
      const { page } = await open(browser, address + hash, { scheme })
      expect(await faults(page)).toEqual([])
      await picture(page, `${name}-${scheme}`)
      await page.close()
    }
  })

  test('a narrow window scrolls nothing but the diagrams', async () => {
    const { page } = await open(browser, address + link(DEADLOCK), { width: 400 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400)
    await picture(page, 'deadlock-narrow')
    await page.close()
  })

  test('prints every step', async () => {
    const { page } = await open(browser, address + link(DEADLOCK))
    await page.emulateMedia({ media: 'print' })
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await page.locator('[data-step]').count()).toBe(16)
    await picture(page, 'deadlock-print')
    await page.close()
  })

  test('hostile names are text', async () => {
    const { page, complaints, requests } = await open(browser, hostile)
    await page.waitForSelector('.sequence')
    expect(await page.locator('h1').textContent()).toContain('labels </script><script>broken=1</script><img src=x')
    await page.click('summary')
    expect(await page.evaluate('globalThis.broken')).toBe(undefined)
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280)
    await picture(page, 'hostile')
    await page.close()
  })

  test('served, it takes a step that was never taken', async () => {
    const stops: (() => void)[] = []
    let listening: (address: string) => void = () => {}
    const served = new Promise<string>((resolve) => {
      listening = resolve
    })
    const ended = sim(['serve', 'original/scheduler-parked/kernel-1'], {
      onInterrupt: (listener) => stops.push(listener),
      onOut: (text) => listening(text.split('\n')[0]),
    })
    const origin = await served
    const { page, complaints } = await open(browser, `${origin}#system=original%2Fscheduler-parked%2Fkernel-1&step=2`)
    await page.locator('.choices button').last().click()
    await page.waitForSelector('.own')
    expect(await page.locator('.here b').textContent()).toBe('3 / 3')
    await page.click('.own button')
    expect(await page.locator('.own').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
    stops.at(-1)?.()
    expect((await ended).code).toBe(0)
  })

  test('served, its state graph grows where one clicks, and shows the way there', async () => {
    const stops: (() => void)[] = []
    let listening: (address: string) => void = () => {}
    const served = new Promise<string>((resolve) => {
      listening = resolve
    })
    const name = 'pattern-a-naive/scheduler-thread/kernel-1'
    const ended = sim(['serve', name], {
      onInterrupt: (listener) => stops.push(listener),
      onOut: (text) => listening(text.split('\n')[0]),
    })
    const { page, complaints } = await open(browser, `${await served}${link(name)}`)
    await page.waitForSelector('.dot.current')
    const states = page.locator('.dot')
    const before = await states.count()
    await page.locator('.dot.open').first().click()
    await expect.poll(() => states.count(), { timeout: 30_000 }).toBeGreaterThan(before)
    await page.locator('.dot.open').nth(3).focus()
    const grown = await states.count()
    await page.keyboard.press('Enter')
    await expect.poll(() => states.count(), { timeout: 30_000 }).toBeGreaterThan(grown)
    await page.click('text=show the way to state')
    await page.waitForSelector('.own')
    expect(await states.count()).toBeGreaterThan(grown)
    expect(await faults(page)).toEqual([])
    await picture(page, 'grown')
    expect(complaints).toEqual([])
    await page.close()
    stops.at(-1)?.()
    expect((await ended).code).toBe(0)
  })

  test('of 100,000 steps only those that are seen are drawn', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'interlock-page-')), 'long.html')
    writeFileSync(path, html(pageData([longPage(100_000)], false), bundle()))
    const { page, complaints } = await open(browser, `${pathToFileURL(path).href}#system=ping-pong&step=70000`)
    expect(await page.locator('.here b').textContent()).toBe('70000 / 100000')
    expect(await page.locator('[data-step="70000"]').count()).toBe(1)
    expect(await page.locator('[data-step]').count()).toBeLessThan(100)
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.here b').textContent()).toBe('70001 / 100000')
    expect(complaints).toEqual([])
    await page.close()
  })
})
