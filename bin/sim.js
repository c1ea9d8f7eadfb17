#!/usr/bin/env node
import { existsSync } from 'node:fs'

const entry = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(entry)) {
  const { main } = await import(entry.href)
  const code = await main(process.argv.slice(2))
  // What a user's module left open (a server, an interval) must not keep the process alive.
  process.stdout.write('', () => process.exit(code))
} else {
  process.stderr.write('sim: interlock is not built; run npm run build\n')
  process.exitCode = 2
}
