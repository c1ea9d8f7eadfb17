import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { dot } from '../src/report/export/dot.ts'
import { explored, family, hostile } from '../test/report/export/kit.ts'
import { ring } from '../test/systems/ring.ts'

// Graphviz reads the state spaces that we write for it.

const SYSTEMS = [ring(3), family, hostile]

function isInstalled(): boolean {
  try {
    execFileSync('dot', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const installed = isInstalled()
if (!installed) {
  const why = 'graphviz is not installed; with Debian, apt-get install graphviz'
  if (process.env.TOOLS_REQUIRED === '1') throw new Error(`graphviz is required, but ${why}`)
  process.stdout.write(`interop skipped: ${why}. Not read: ${SYSTEMS.length} state spaces\n`)
}

it.runIf(installed).each(SYSTEMS)('dot reads every state and step ($name.length)', (system) => {
  const { space, graph } = explored(system)
  const input = dot({ space, graph })
  const plain = execFileSync('dot', ['-Tplain'], { input, encoding: 'utf8', maxBuffer: 1 << 26 })
  expect(plain.match(/^node /gm)).toHaveLength(graph.states)
  expect(plain.match(/^edge /gm)).toHaveLength(graph.transitions)
})
