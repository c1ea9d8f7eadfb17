/** The values of the variables, by name. */
type State = Readonly<Record<string, number>>

/** A TLA+ module as `sim export` writes it, made executable: an evaluator of the few operators that it uses. */
export interface Module {
  readonly init: State
  /** The successors of a state, one for each action that is enabled. */
  next(state: State): readonly State[]
  /** By name, whether an invariant holds. */
  readonly invariants: Readonly<Record<string, (state: State) => boolean>>
}

type Evaluate = (now: State, then: Record<string, number>) => number | boolean

/** TLA+ as JavaScript: a primed variable that is not yet assigned takes the value that it is compared with. */
function translate(formula: string, tables: ReadonlyMap<string, readonly number[]>): Evaluate {
  const text = formula
    .replace(/UNCHANGED <<([^>]*)>>/g, (_, names: string) =>
      names
        .split(', ')
        .map((name) => `(then.${name} = now.${name}, true)`)
        .join(' && '),
    )
    .replace(/\(IF (.*?) THEN (\S+) ELSE (.*?)\)(?= \/\\|$)/g, (_, test: string, yes: string, no: string) => {
      return `(${test.replace(/(s\d+)' = 0/g, 'then.$1 === 0')} ? ${yes} : ${no})`
    })
    .replace(/(s\d+)' = (.*?)(?= \/\\| && |$)/g, '(then.$1 = ($2), true)')
    .replaceAll('/\\', '&&')
    .replaceAll('\\/', '||')
    .replaceAll('~', '!')
    .replace(/([^=<>!])=(?!=)(?= \d)/g, '$1===')
    .replace(/(?<![.\w])s(\d+)\b/g, 'now.s$1')
    .replace(/(?<![.\w])([a-rt-z]\d+(?:_\d+)?)\[/g, 'table("$1")[-1 + ')
    .replaceAll('TRUE', 'true')
    .replaceAll('FALSE', 'false')
  const run = new Function('table', 'now', 'then', `return ${text}`)
  const table = (name: string): readonly number[] => tables.get(name) ?? []
  return (now, then) => run(table, now, then)
}

/** Reads a module. */
export function parseModule(text: string): Module {
  const definitions = new Map([...text.matchAll(/^(\w+) == (.*)$/gm)].map(([, name, body]) => [name, body] as const))
  const tables = new Map<string, readonly number[]>()
  for (const [name, body] of definitions) {
    const row = /^<<(.*)>>$/.exec(body)
    if (row !== null) tables.set(name, row[1].split(', ').map(Number))
  }
  const named = (pattern: RegExp): [string, Evaluate][] =>
    [...text.matchAll(pattern)].map(([, name]) => [name, translate(definitions.get(name) ?? 'FALSE', tables)])
  const next = definitions.get('Next') ?? 'FALSE'
  const actions =
    next === 'FALSE' ? [] : next.split(' \\/ ').map((name) => translate(definitions.get(name) ?? '', tables))
  const init = Object.fromEntries(
    [...(definitions.get('Init') ?? '').matchAll(/(s\d+) = (\d+)/g)].map(([, name, value]) => [name, Number(value)]),
  )
  return {
    init,
    next: (state) =>
      actions.flatMap((action) => {
        const then: Record<string, number> = {}
        return action(state, then) === true ? [then] : []
      }),
    invariants: Object.fromEntries(
      named(/^\\\* cfg: INVARIANT (\w+)$/gm).map(([name, holds]) => [name, (state) => holds(state, {}) === true]),
    ),
  }
}

/** What TLC counts: distinct states, states generated, and by invariant the states that violate it. */
export function searchModule(module: Module): {
  distinct: number
  generated: number
  violated: Record<string, number>
} {
  const seen = new Set([JSON.stringify(Object.values(module.init))])
  const states: State[] = [module.init]
  let generated = 1
  for (const state of states) {
    for (const next of module.next(state)) {
      generated++
      const ordered = Object.fromEntries(Object.keys(module.init).map((name) => [name, next[name]]))
      const key = JSON.stringify(Object.values(ordered))
      if (seen.has(key)) continue
      seen.add(key)
      states.push(ordered)
    }
  }
  const violated = Object.fromEntries(
    Object.entries(module.invariants).map(([name, holds]) => [name, states.filter((state) => !holds(state)).length]),
  )
  return { distinct: states.length, generated, violated }
}
