import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VERSION } from '../src/engine/version.ts'

// The conventions of this repository, as a test: what docs/architecture.md says about imports and determinism.

const root = join(import.meta.dirname, '..')

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|js)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

const sources = new Map(filesUnder('src').map((file) => [file, readFileSync(join(root, file), 'utf8')]))

/** The modules that a file imports: paths from the root for its own, bare names for packages. */
function importsOf(file: string): string[] {
  const text = sources.get(file) ?? ''
  const named = [
    ...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'/gms),
    ...text.matchAll(/import\('([^']+)'\)/g),
  ]
  return named.map(([, module]) => (module.startsWith('.') ? normalize(join(dirname(file), module)) : module))
}

const floorOf = (file: string): string => (file.startsWith('src/index') ? 'index' : file.split('/')[1])

/** What each floor may import besides itself: floors below, and packages. */
const allowed: Readonly<Record<string, { readonly floors: readonly string[]; readonly packages: RegExp }>> = {
  engine: { floors: [], packages: /^$/ },
  scheduler: { floors: ['engine'], packages: /^pure-rand\// },
  check: { floors: ['engine'], packages: /^$/ },
  model: { floors: ['engine'], packages: /^xstate$/ },
  gate: { floors: ['engine', 'check', 'model'], packages: /^$/ },
  report: { floors: ['engine', 'check', 'sim', 'model', 'gate'], packages: /^$/ },
  sim: { floors: ['engine', 'scheduler', 'check'], packages: /^$/ },
  cli: {
    floors: ['engine', 'scheduler', 'check', 'model', 'gate', 'report', 'sim'],
    packages: /^(node:.*|chalk|commander|yaml|tsx\/.*|web-tree-sitter)$/,
  },
  // What runs in the browser: bundled into one file, it takes types from below, and pure functions.
  page: { floors: ['engine', 'report'], packages: /^(preact(\/.*)?|@dagrejs\/dagre)$/ },
  index: { floors: ['engine', 'scheduler', 'check', 'model', 'gate', 'report', 'sim'], packages: /^$/ },
}

/** The files that know a package that users bring: nobody else does. */
const peers: Readonly<Record<string, string>> = {
  'src/engine/machine.ts': 'xstate',
  'src/sim/arbitrary.ts': 'fast-check',
  'src/index.vitest.ts': 'vitest',
}

describe('imports', () => {
  it.each([...sources.keys()])('of %s only go down', (file) => {
    const { floors, packages } = allowed[floorOf(file)]
    for (const module of importsOf(file)) {
      if (module.startsWith('src/')) expect([floorOf(file), ...floors], module).toContain(floorOf(module))
      else if (Object.hasOwn(peers, file)) expect(module).toBe(peers[file])
      else expect(module).toMatch(packages)
    }
  })

  it('are found at all', () => {
    expect(importsOf('src/index.ts')).toContain('src/engine/system.ts')
    expect(importsOf('src/engine/machine.ts')).toContain('xstate')
  })

  it('of fast-check and vitest are behind entries of their own', () => {
    const reached = ['src/index.ts', 'src/cli/main.ts']
    for (const file of reached) {
      for (const module of importsOf(file)) if (sources.has(module) && !reached.includes(module)) reached.push(module)
    }
    expect(reached).not.toContain('src/sim/arbitrary.ts')
    expect(reached).not.toContain('src/index.vitest.ts')
  })

  it('of types only, where report looks up at check, sim and model: it words their results', () => {
    for (const [file, text] of sources) {
      if (floorOf(file) !== 'report') continue
      const values = [...text.matchAll(/^import (?!type)[^'"]*?from '\.\.\/(check|sim|model)\//gms)].map(
        ([line]) => line,
      )
      expect(values, file).toEqual([])
    }
  })

  it('never go round in a circle', () => {
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, [...path, file].join(' → ')).not.toContain(file)
      if (done.has(file)) return
      for (const module of valueImportsOf(file)) visit(module, [...path, file])
      done.add(file)
    }
    for (const file of sources.keys()) visit(file, [])
  })

  it('reach every file from the public API or the command line', () => {
    const reached = [
      'src/index.ts',
      'src/index.vitest.ts',
      'src/sim/arbitrary.ts',
      'src/cli/main.ts',
      'src/page/main.tsx',
      'src/cli/sweep-worker.ts',
      'src/cli/search-worker.ts',
    ]
    for (const file of reached) {
      for (const module of importsOf(file)) if (sources.has(module) && !reached.includes(module)) reached.push(module)
    }
    // The core's source runs compiled, as `bytes.ts` has it.
    const dead = [...sources.keys()].filter(
      (file) => !reached.includes(file) && !file.startsWith('src/check/core/assembly/'),
    )
    expect(dead).toEqual([])
  })
})

/** Imports that are there when the program runs: type imports are erased, and may point both ways. */
function valueImportsOf(file: string): string[] {
  const text = sources.get(file) ?? ''
  return [...text.matchAll(/^(?:import|export) (?!type)[^'"]*?from '(\.[^']+)'/gms)].map(([, module]) =>
    normalize(join(dirname(file), module)),
  )
}

/** What makes a run differ from the next; only the command line may use it. */
const banned =
  /\b(Math\.random|Date\.now|new Date\(|performance\.|setTimeout|setInterval|setImmediate|queueMicrotask|Promise\b|async |await |process\.|globalThis\.)/

describe('determinism', () => {
  it.each([...sources.keys()].filter((file) => floorOf(file) !== 'cli'))(
    '%s uses no clock, chance, promise or environment',
    (file) => {
      const lines = code(sources.get(file) ?? '').split('\n')
      expect(lines.filter((line) => banned.test(line))).toEqual([])
    },
  )
})

/** A source without its comments and string contents. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, '``')
}

describe('size and leftovers', () => {
  const all = ['src', 'test', 'properties', 'examples', 'scripts', 'interop', 'browser', 'bench']
    .flatMap(filesUnder)
    .filter((file) => !file.startsWith('bench/out/'))

  it.each(all)('%s has at most 420 lines, none of them unfinished', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text.split('\n').length).toBeLessThanOrEqual(420)
    expect(text).not.toMatch(new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X'].join('')))
  })
})

it('the version that tokens and traces name is the package’s', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(VERSION).toBe(version)
})
