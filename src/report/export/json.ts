import { printableJson } from '../text.ts'

/** JSON that can be printed, and put into a page: no control characters, no `<`. */
export function inertJson(value: unknown, indent = 0): string {
  return printableJson(value, indent).replaceAll('<', '\\u003c')
}
