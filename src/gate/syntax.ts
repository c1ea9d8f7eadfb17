import type { Place } from './source-report.ts'

/** A node of a concrete syntax tree, as plain data: what the parser's caller makes of tree-sitter's nodes. */
export interface Cst {
  readonly type: string
  /** The field of the parent that it is, if any. */
  readonly field: string | undefined
  readonly named: boolean
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** The source text of a leaf; empty for inner nodes. */
  readonly text: string
  readonly children: readonly Cst[]
  /** An error node, or one that the parser had to invent. */
  readonly broken: boolean
}

/** Parses one file. Nodes deeper than a limit are left out, and their parent is marked as broken. */
export type Parse = (text: string, grammar: 'implementation' | 'interface') => Cst

/** What every expression knows of itself. */
interface Located {
  /** Unique in a program. */
  readonly id: number
  readonly at: Place
  /** The definitions around it, outermost first, joined by dots. */
  readonly scope: string
}

export interface Param {
  readonly pattern: Pattern
  readonly label: string | undefined
  readonly optional: boolean
  readonly fallback: Expr | undefined
}

export interface Argument {
  readonly label: string | undefined
  readonly optional: boolean
  readonly value: Expr
}

export interface Case {
  readonly pattern: Pattern
  /** `exception p`. */
  readonly exception: boolean
  readonly guard: Expr | undefined
  readonly body: Expr
}

export interface Binding {
  readonly pattern: Pattern
  readonly value: Expr
}

/** One item of a structure. */
export type Item =
  | { readonly kind: 'let'; readonly rec: boolean; readonly bindings: readonly Binding[] }
  | { readonly kind: 'eval'; readonly value: Expr }
  | { readonly kind: 'open' | 'include'; readonly module: Expr }

/**
 * OCaml as far as control and data flow need it. Modules are values: a structure is an expression, a functor a
 * function. Sugar is gone: `function` is a `match`, operators are applications, binding operators calls.
 */
export type Expr = Located &
  (
    | { readonly kind: 'const'; readonly value: string }
    | { readonly kind: 'var'; readonly path: readonly string[] }
    | { readonly kind: 'apply'; readonly fn: Expr; readonly args: readonly Argument[] }
    | { readonly kind: 'fun'; readonly params: readonly Param[]; readonly body: Expr; readonly name: string }
    | { readonly kind: 'let'; readonly rec: boolean; readonly bindings: readonly Binding[]; readonly body: Expr }
    | { readonly kind: 'seq'; readonly items: readonly Expr[] }
    | { readonly kind: 'if'; readonly test: Expr; readonly yes: Expr; readonly no: Expr | undefined }
    | { readonly kind: 'match'; readonly value: Expr; readonly cases: readonly Case[] }
    | { readonly kind: 'try'; readonly value: Expr; readonly cases: readonly Case[] }
    | { readonly kind: 'while'; readonly test: Expr; readonly body: Expr }
    | {
        readonly kind: 'for'
        readonly name: string
        readonly from: Expr
        readonly to: Expr
        /** `downto`. */
        readonly down: boolean
        readonly body: Expr
      }
    | { readonly kind: 'construct'; readonly name: string; readonly args: readonly Expr[] }
    | { readonly kind: 'tuple' | 'list'; readonly items: readonly Expr[] }
    | {
        readonly kind: 'record'
        readonly base: Expr | undefined
        readonly fields: readonly { readonly name: string; readonly value: Expr }[]
      }
    | { readonly kind: 'field'; readonly of: Expr; readonly name: string }
    | { readonly kind: 'set'; readonly of: Expr; readonly name: string; readonly value: Expr }
    | { readonly kind: 'send'; readonly of: Expr; readonly method: string }
    | { readonly kind: 'struct'; readonly items: readonly Item[] }
    | { readonly kind: 'open'; readonly module: Expr; readonly body: Expr }
    | { readonly kind: 'unknown'; readonly what: string; readonly inner: readonly Expr[] }
  )

export type Pattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'var'; readonly name: string }
  | { readonly kind: 'const'; readonly value: string }
  | { readonly kind: 'construct'; readonly name: string; readonly args: readonly Pattern[] }
  | { readonly kind: 'tuple' | 'list'; readonly items: readonly Pattern[] }
  | { readonly kind: 'record'; readonly fields: readonly { readonly name: string; readonly pattern: Pattern }[] }
  | { readonly kind: 'alias'; readonly pattern: Pattern; readonly name: string }
  | { readonly kind: 'or'; readonly patterns: readonly Pattern[] }

/** A file as an expression (its structure), with what its types say about records. */
export interface Unit {
  readonly file: string
  /** `Sx_server` of `sx_server.ml`. */
  readonly module: string
  readonly body: Expr
  readonly mutable: readonly string[]
  /** Module names that it mentions. */
  readonly mentions: ReadonlySet<string>
  /** What was not understood. */
  readonly unknown: readonly { readonly at: Place; readonly what: string }[]
}

/** An argument without a label. */
export function positional(value: Expr): Argument {
  return { label: undefined, optional: false, value }
}

/** A parameter without a label. */
export function plainParam(pattern: Param['pattern']): Param {
  return { pattern, label: undefined, optional: false, fallback: undefined }
}

/** The expressions whose values an expression needs before it can go on. */
export function subexpressions(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'apply':
      return [expr.fn, ...expr.args.map(({ value }) => value)]
    case 'construct':
      return expr.args
    case 'tuple':
    case 'list':
      return expr.items
    case 'record':
      return [...(expr.base === undefined ? [] : [expr.base]), ...expr.fields.map(({ value }) => value)]
    case 'field':
    case 'send':
      return [expr.of]
    case 'set':
      return [expr.of, expr.value]
    case 'for':
      return [expr.from, expr.to]
    case 'unknown':
      return expr.inner
    default:
      return []
  }
}
