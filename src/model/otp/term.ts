/**
 * An Erlang term, as data: a string is an atom, a number an integer, an array a list. `alias` is the tag `[alias|Ref]` of
 * a call (OTP 24 and later). In a script a term may hold variables of the process that evaluates it, `append` puts an
 * element at the end of a list, and `element` takes one of a tuple, counted from 1; in messages there are none of these.
 * In a pattern the atom `_` matches anything.
 */
export type Term =
  | string
  | number
  | readonly Term[]
  | { readonly tuple: readonly Term[] }
  | { readonly pid: string }
  | { readonly ref: string }
  | { readonly alias: string }
  | { readonly var: string }
  | { readonly append: readonly [list: Term, element: Term] }
  | { readonly element: readonly [position: number, tuple: Term] }

/** A process's variables. */
export type Variables = Readonly<Record<string, Term>>

/** `{A, B, …}` */
export const tuple = (...parts: readonly Term[]): { readonly tuple: readonly Term[] } => ({ tuple: parts })

/** The variable of this name. */
export const variable = (name: string): Term => ({ var: name })

/** The elements of a tuple; nothing for other terms. */
export function elements(term: Term): readonly Term[] {
  return typeof term === 'object' && 'tuple' in term ? term.tuple : []
}

/** The pid that a term is; `undefined` for other terms. */
export function pidOf(term: Term | undefined): string | undefined {
  return typeof term === 'object' && 'pid' in term ? term.pid : undefined
}

function isList(term: Term): term is readonly Term[] {
  return Array.isArray(term)
}

/**
 * The term with its variables replaced by their values.
 * @throws Error when a variable has no value, `append` has no list, or `element` no such element.
 */
export function evaluate(term: Term, variables: Variables): Term {
  const inner = (part: Term): Term => evaluate(part, variables)
  if (typeof term !== 'object') return term
  if (isList(term)) return term.map(inner)
  if ('tuple' in term) return { tuple: term.tuple.map(inner) }
  if ('append' in term) {
    const list = inner(term.append[0])
    if (typeof list !== 'object' || !isList(list)) throw new Error(`append to ${show(list)}, which is no list`)
    return [...list, inner(term.append[1])]
  }
  if ('element' in term) {
    const value = elements(inner(term.element[1]))[term.element[0] - 1]
    if (value === undefined) throw new Error(`no element ${term.element[0]} in ${show(inner(term.element[1]))}`)
    return value
  }
  if ('var' in term) {
    const value = variables[term.var]
    if (value === undefined) throw new Error(`the variable ${term.var} has no value here`)
    return value
  }
  return term
}

/** Whether a term is of the form of a pattern. */
export function matches(pattern: Term, term: Term): boolean {
  if (pattern === '_') return true
  if (typeof pattern !== 'object' || typeof term !== 'object') return pattern === term
  if (isList(pattern) || isList(term)) return isList(pattern) && isList(term) && matchAll(pattern, term)
  if ('tuple' in pattern || 'tuple' in term)
    return 'tuple' in pattern && 'tuple' in term && matchAll(pattern.tuple, term.tuple)
  return JSON.stringify(pattern) === JSON.stringify(term)
}

function matchAll(patterns: readonly Term[], terms: readonly Term[]): boolean {
  return patterns.length === terms.length && patterns.every((pattern, index) => matches(pattern, terms[index]))
}

/** How `show` writes references; by default as they are. */
export type Naming = (reference: string) => string

/** References as `#r1`, `#r2`, … in the order in which they are first shown. */
export function numbered(): Naming {
  const known = new Map<string, string>()
  return (reference) => {
    const name = known.get(reference) ?? `#r${known.size + 1}`
    known.set(reference, name)
    return name
  }
}

/** A term as `io:format("~0p")` writes it; pids and references are named, and quoted as atoms. */
export function show(term: Term, naming: Naming = (reference) => reference): string {
  const all = (parts: readonly Term[]): string => parts.map((part) => show(part, naming)).join(',')
  if (typeof term === 'number') return String(term)
  if (typeof term === 'string') return /^[a-z][A-Za-z0-9_@]*$/.test(term) ? term : `'${term}'`
  if (isList(term)) return `[${all(term)}]`
  if ('tuple' in term) return `{${all(term.tuple)}}`
  if ('pid' in term) return `'<${term.pid}>'`
  if ('ref' in term) return `'${naming(term.ref)}'`
  if ('alias' in term) return `[alias|'${naming(term.alias)}']`
  if ('var' in term) return term.var
  if ('element' in term) return `element(${term.element[0]}, ${show(term.element[1], naming)})`
  return `${show(term.append[0], naming)} ++ [${show(term.append[1], naming)}]`
}
