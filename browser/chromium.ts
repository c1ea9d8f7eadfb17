import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

/** Debian's Chromium, or another one. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether there is a browser to test with; where one is required, that is not asked. */
export const present = existsSync(EXECUTABLE) || process.env.BROWSER_REQUIRED === '1'

const SCREENSHOTS = join(import.meta.dirname, '..', 'screenshots')

/** Starts the browser without anything that would use the network by itself. */
export function launch(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [...asRoot, '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
}

/** A page that was opened, and all that went wrong or was asked for on the way. */
export interface Opened {
  readonly page: Page
  /** Errors and warnings of the console, and uncaught exceptions. */
  readonly complaints: string[]
  /** Addresses that were asked for besides the page itself. */
  readonly requests: string[]
}

/** Opens an address and waits until the page is drawn. */
export async function open(
  browser: Browser,
  address: string,
  view: { readonly width?: number; readonly scheme?: 'light' | 'dark' } = {},
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width: view.width ?? 1280, height: 900 },
    colorScheme: view.scheme ?? 'light',
    reducedMotion: 'reduce',
  })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (request.url() !== address.replace(/#.*/, '') && !request.url().startsWith('data:')) requests.push(request.url())
  })
  await page.goto(address)
  await page.waitForSelector('h1')
  return { page, complaints, requests }
}

/** Keeps a picture for the eye. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}
