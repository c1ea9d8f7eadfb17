import { breach, top } from './finding.ts'
import { matches } from './globs.ts'
import type { SourceFinding } from './source-report.ts'
import type { Token } from './tokens.ts'
import { tokensOf } from './tokens.ts'

/** The primitives of OCaml's thread library, which need none of its modules. */
const PRIMITIVE = /^"caml_(?:ml_)?(?:thread|mutex|condition)_/

/** Ends the search for the `module` of `module T = Thread`. */
const STOPS = new Set(['let', 'in', ';', '=', 'and', 'if', 'then', 'else', 'when'])

/** Whether the `=` here is that of a module's definition. */
function definesModule(tokens: readonly Token[], equals: number): boolean {
  for (let at = equals - 1; at >= 0; at--) {
    if (tokens[at].text === 'module') return true
    if (STOPS.has(tokens[at].text)) return false
  }
  return false
}

/** Whether a name stands for the module of that name, and not for a constructor or for a module inside another one. */
function isModule(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1]?.text ?? '', tokens[at + 1]?.text ?? '']
  if (before === '.' && tokens[at - 2]?.text !== 'Stdlib') return false
  if (after.startsWith('.') || ['open', 'include', 'module', 'of'].includes(before)) return true
  if (before === '!' || before === '.') return ['open', 'Stdlib'].includes(tokens[at - 2]?.text)
  if (before === '=') return definesModule(tokens, at - 1)
  return before === '(' && after === ')' && /^\p{Lu}/u.test(tokens[at - 2]?.text ?? '')
}

function used(tokens: readonly Token[], modules: readonly string[]): readonly [Token, string][] {
  return tokens.flatMap((token, at): [Token, string][] => {
    if (token.kind === 'string') return PRIMITIVE.test(token.text) ? [[token, `the primitive ${token.text}`]] : []
    if (token.kind !== 'name' || !modules.includes(token.text) || !isModule(tokens, at)) return []
    const member = tokens[at + 1]?.text === '.' && tokens[at + 2]?.kind === 'name' ? `.${tokens[at + 2].text}` : ''
    return [[token, token.text + member]]
  })
}

/** A file whose words cannot all be seen is no proof of anything. */
function unreadable(rule: string, file: string, text: string): readonly SourceFinding[] {
  const { unended } = tokensOf(text, file)
  if (unended === undefined) return []
  return [breach(rule, unended, 'A comment or a string begins here that never ends: nothing after it can be judged.')]
}

/** Uses of modules that a file may not use: by name, by alias, opened, included, or given to a functor. */
export function threadFree(file: string, text: string, modules: readonly string[]): readonly SourceFinding[] {
  const rule = 'thread-free'
  const found = used(tokensOf(text, file).tokens, modules).map(([{ at }, what]) =>
    breach(rule, at, `${what} is used here, but this file is also built for the browser, which has no threads.`),
  )
  return [...found, ...unreadable(rule, file, text)]
}

/** What a string literal holds, escapes aside. */
function contentOf(literal: string): string {
  return literal.replace(/^(?:"|\{[^|]*\|)/, '').replace(/(?:"|\|[a-z_]*\})$/, '')
}

/** Mentions, in string literals, of primitives that only the native server may have. */
export function nativeOnly(file: string, text: string, primitives: readonly string[]): readonly SourceFinding[] {
  const rule = 'native-only'
  const found = tokensOf(text, file).tokens.flatMap(({ kind, text: literal, at }) => {
    if (kind !== 'string' || !primitives.includes(contentOf(literal))) return []
    const message = `The primitive '${contentOf(literal)}' is named here, but this file is also built for the browser; it must remain native-only.`
    return [breach(rule, at, message)]
  })
  return [...found, ...unreadable(rule, file, text)]
}

/** Changed files that no declared path allows. */
export function declaredPaths(changed: readonly string[], paths: readonly string[]): readonly SourceFinding[] {
  const allowed = (file: string): boolean => paths.some((pattern) => matches(pattern, file))
  return changed
    .filter((file) => !allowed(file))
    .map((file) =>
      breach('declared-paths', top(file), `${file} is changed, but a change may touch only ${paths.join(', ')}.`),
    )
}

/** Files that must be there, and are not. */
export function missingScripts(missing: readonly string[]): readonly SourceFinding[] {
  return missing.map((file) =>
    breach('regression-script', top(file), `${file} does not exist; the regression test must be there, and not empty.`),
  )
}
