import { printable, shortened } from '../text.ts'

/** Longer names and labels are cut: a diagram is for the eye. */
const LONGEST = 80

/**
 * A text inside a Mermaid diagram. All that could mean something to Mermaid, to HTML or to Markdown becomes an entity
 * code (`#35;`).
 */
export function mermaidText(text: string): string {
  return shortened(printable(text), LONGEST).replace(
    /[^\p{L}\p{N} _.,:!?'()/…-]/gu,
    (char) => `#${char.codePointAt(0)};`,
  )
}
