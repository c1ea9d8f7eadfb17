import type { Style } from './style.ts'
import { paragraph, printable } from './text.ts'

/** One failure that was expected: what tells it from others, and the sentence that says why. */
export interface Cause {
  readonly system: string
  readonly property: string
  readonly signature: string
  readonly sentence: string
}

function together(causes: readonly Cause[]): readonly (readonly Cause[])[] {
  const groups = new Map<string, Cause[]>()
  for (const cause of causes) {
    const key = JSON.stringify([cause.property, cause.signature])
    groups.set(key, [...(groups.get(key) ?? []), cause])
  }
  return [...groups.values()]
}

/** The designs that fail so, and how many of their scenarios: `original/scheduler-thread (4)`. */
function named(causes: readonly Cause[]): string {
  const scenarios = new Map<string, number>()
  for (const { system } of causes) {
    const cut = system.lastIndexOf('/')
    const group = cut > 0 ? system.slice(0, cut) : system
    scenarios.set(group, (scenarios.get(group) ?? 0) + 1)
  }
  return [...scenarios].map(([group, number]) => `${printable(group)} (${number})`).join(', ')
}

/** Why the failing systems fail: a paragraph for each distinct cause. */
export function causesText(causes: readonly Cause[], style: Style): string {
  const { paint, columns } = style
  const blocks = together(causes).flatMap((group, at) => [
    ...(at === 0 ? [] : ['']),
    ...paragraph(named(group), columns, '').map((line) => paint.dim(line)),
    ...paragraph(group[0].sentence, columns, '  '),
  ])
  return [paint.strong('Why, and in how many scenarios'), ...blocks].join('\n')
}

/** The commands that explain the first failure in full, and make it again. */
export function showText(commands: readonly string[], { paint }: Style): string {
  return [paint.strong('Show the first, and replay it'), ...commands.map((command) => `  ${command}`)].join('\n')
}
