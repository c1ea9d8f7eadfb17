import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Bundle } from '../report/page/html.ts'
import { inlineScript } from '../report/page/html.ts'
import { UsageError } from './io.ts'

function built(name: string): string {
  try {
    return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url), 'utf8')
  } catch {
    throw new UsageError('the page is not built; run npm run build')
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/** The page's program and style as `npm run build` left them. */
export function bundle(): Bundle {
  const script = inlineScript(built('main.js'))
  const style = built('page.css')
  return { script, style, scriptHash: hash(script), styleHash: hash(style) }
}
