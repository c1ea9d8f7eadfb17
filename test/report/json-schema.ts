// JSON Schema, draft 4, as far as the schema of SARIF uses it; a keyword that is not known here is an error, never ignored.

type Schema = Readonly<Record<string, any>>

/** Says nothing about what is valid, or is looked at together with another keyword. */
const SILENT = new Set(['$schema', 'id', 'title', 'description', 'default', 'definitions'])
const DAY = /^\d{4}-\d\d-\d\d/

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  null: (value) => value === null,
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uri: (text) => URL.canParse(text),
  'uri-reference': (text) => URL.canParse(text, 'file:///'),
  'date-time': (text) => DAY.test(text) && !Number.isNaN(Date.parse(text)),
}

type Keyword = (limit: any, value: any, schema: Schema, at: string, root: Schema) => readonly string[]

const when = (wrong: boolean, message: string): readonly string[] => (wrong ? [message] : [])

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (type, value, _, at) =>
    when(![type].flat().some((one: string) => TYPES[one](value)), `${at} is no ${[type].flat().join(' or ')}`),
  enum: (choices, value, _, at) => when(!choices.includes(value), `${at} is not one of ${choices.join(', ')}`),
  required: (names, value, _, at) =>
    isObject(value) ? names.flatMap((name: string) => when(!(name in value), `${at} has no ${name}`)) : [],
  properties: (shapes, value, _, at, root) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, part]) =>
          shapes[key] === undefined ? [] : violations(shapes[key], part, `${at}.${key}`, root),
        )
      : [],
  additionalProperties: (others, value, schema, at, root) => {
    if (!isObject(value)) return []
    const unknown = Object.keys(value).filter((key) => !(key in (schema.properties ?? {})))
    return unknown.flatMap((key) => {
      if (others === false) return [`${at} may not have ${key}`]
      return others === true ? [] : violations(others, value[key], `${at}.${key}`, root)
    })
  },
  items: (shape, value, _, at, root) =>
    Array.isArray(value) ? value.flatMap((part, index) => violations(shape, part, `${at}[${index}]`, root)) : [],
  minItems: (least, value, _, at) => when(Array.isArray(value) && value.length < least, `${at} has too few items`),
  uniqueItems: (unique, value, _, at) => {
    const keys = Array.isArray(value) ? value.map((part) => JSON.stringify(part)) : []
    return when(unique && new Set(keys).size < keys.length, `${at} has the same item twice`)
  },
  minimum: (least, value, _, at) => when(typeof value === 'number' && value < least, `${at} is less than ${least}`),
  maximum: (most, value, _, at) => when(typeof value === 'number' && value > most, `${at} is more than ${most}`),
  pattern: (pattern, value, _, at) =>
    when(typeof value === 'string' && !new RegExp(pattern, 'u').test(value), `${at} does not match ${pattern}`),
  format: (format, value, _, at) =>
    when(typeof value === 'string' && !FORMATS[format](value), `${at} is no ${format}: ${value}`),
  anyOf: (choices, value, _, at, root) =>
    when(
      choices.every((one: Schema) => violations(one, value, at, root).length > 0),
      `${at} is none of what it may be`,
    ),
  oneOf: (choices, value, _, at, root) =>
    when(
      choices.filter((one: Schema) => violations(one, value, at, root).length === 0).length !== 1,
      `${at} is not exactly one of what it may be`,
    ),
}

/** What is wrong with a value by a schema; nothing when it is valid. */
export function violations(schema: Schema, value: unknown, at = '$', root = schema): readonly string[] {
  if (typeof schema.$ref === 'string') {
    const target = schema.$ref
      .slice(2)
      .split('/')
      .reduce((part: any, name: string) => part?.[name], root)
    if (target === undefined) throw new Error(`no ${schema.$ref} in the schema`)
    return violations(target, value, at, root)
  }
  return Object.entries(schema).flatMap(([keyword, limit]) => {
    if (SILENT.has(keyword)) return []
    const check = KEYWORDS[keyword]
    if (check === undefined) throw new Error(`the keyword ${keyword} is not known`)
    return check(limit, value, schema, at, root)
  })
}
