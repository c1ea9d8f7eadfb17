import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sim } from './cli/sim.ts'

// What the README shows is what happens: each line of its console blocks occurs in the real output, in that order.
// An ellipsis stands for lines left out; times, tokens and comments may differ.

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```console\n([\s\S]*?)^```/gm)].map(([, block]) => block.trimEnd().split('\n'))
const shown = blocks.filter((block) => block.length > 2 && block[0].includes('npx sim'))

const stable = (line: string): string =>
  line
    .replace(/\d+\.\d+ ?s$/, 'TIME')
    .replace(/il1\.\S+/, 'TOKEN')
    .replace(/ +/g, ' ')
    .trimEnd()

describe('the README', () => {
  it('shows runs at all', () => {
    expect(shown.length).toBeGreaterThanOrEqual(3)
  })

  it.each(shown.map((block) => [block[0], block] as const))('shows what %s prints', async (command, block) => {
    const { out } = await sim(command.replace(/.*npx sim /, '').split(' '), { cwd: root })
    const lines = out.split('\n').map(stable)
    let at = 0
    for (const line of block.slice(1)) {
      if (line === '…') continue
      const found = lines.indexOf(stable(line), at)
      expect(found, `not printed, or not after what comes before it: ${line}`).toBeGreaterThanOrEqual(0)
      at = found + 1
    }
  })
})

describe('the links of the documents', () => {
  const documents = [
    ...readdirSync(root).filter((file) => file.endsWith('.md')),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join('docs', file)),
  ]

  it.each(documents)('of %s lead to files', (document) => {
    const links = [...readFileSync(join(root, document), 'utf8').matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
    const lost = links.map(([, link]) => link).filter((link) => !existsSync(join(root, dirname(document), link)))
    expect(lost).toEqual([])
  })
})
