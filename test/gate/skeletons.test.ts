import { expect, it } from 'vitest'
import { Evaluator } from '../../src/gate/evaluator.ts'
import { lowerUnit } from '../../src/gate/lower.ts'
import { display } from '../../src/gate/naming.ts'
import { DEFAULT_SOURCE_CONFIG, libraryOf, skeletons } from '../../src/gate/read-sources.ts'
import { programsOf } from '../../src/gate/roots.ts'
import { fixtures, parse } from './sources.ts'

// What the gate makes of a source before anything is explored: the threads, as graphs of what others may notice.

/** A number as it is; other values, whose numbers in the pool say nothing, as a dot. */
function shown({ pool }: Evaluator, result: string): string {
  if (!/^\d+$/.test(result)) return result
  const value = pool.value(Number(result))
  if (value?.kind === 'range') return value.from === null ? `≤${value.to}` : `≥${value.from}`
  return value?.kind === 'const' && /^-?\d+$/.test(value.value) ? value.value : '·'
}

function changes(on: Evaluator, to: Readonly<Record<string, string>>): string {
  const all = Object.entries(to).map(([old, fresh]) => `${shown(on, old)}:${shown(on, fresh)}`)
  return `(${all.join(' ')})`
}

function skeletonOf(file: string, text: string): string {
  let id = 0
  const next = (): number => id++
  const library = libraryOf(parse, next)
  const unit = lowerUnit(file, parse(text, 'implementation'), next)
  const [program] = programsOf([unit], DEFAULT_SOURCE_CONFIG.entries)
  const on = new Evaluator()
  const { threads } = skeletons(on, program, library, parse, next)
  const kinds = [...new Set(threads.map(({ kind }) => kind))]
  const lines = display(on, threads).flatMap(({ name, nodes }, index) => [
    `${name}, kind ${kinds.indexOf(threads[index].kind)}`,
    ...nodes.map(({ op, source, next: ways }, at) => {
      const place = source < 0 || on.exprs[source].at.file !== file ? '' : ` at ${on.exprs[source].at.line}`
      const { do: does, ...operands } = op
      const named = Object.entries(operands).map(([key, value]) => {
        if (key === 'to') return changes(on, value as Readonly<Record<string, string>>)
        return key === 'kind' || key === 'value' ? key : value
      })
      const to = [...ways].map(
        ([result, way]) =>
          `${does === 'choose' ? result.replace(/^\d+$/, '·') : does === 'length' ? result : shown(on, result)} ${way}`,
      )
      return `  ${at} ${[does, ...named].join(' ')}${place} → ${to.join(', ')}`
    }),
  ])
  return `${lines.join('\n')}\n`
}

it.each(['original.ml', 'a_hook.ml', 'a_yield.ml', 'b_spawn.ml', 'b_lost_wakeup.ml', 'lock_order_inversion.ml'])(
  'the skeleton of %s',
  async (file) => {
    const { text } = fixtures('labelled').find((one) => one.file === file) ?? { text: '' }
    await expect(skeletonOf(file, text)).toMatchFileSnapshot(`../golden/skeletons/${file.replace('.ml', '.txt')}`)
  },
)

// One small file for each family of constructs.

it.each(fixtures('families'))('the skeleton of $file', async ({ file, text }) => {
  const golden = `../golden/skeletons/families/${file.replace('.ml', '.txt')}`
  await expect(skeletonOf(file, text)).toMatchFileSnapshot(golden)
})
