import type { Scenario } from '../model/catalogue.ts'
import type { Style } from '../report/style.ts'
import { paintFor } from './colour.ts'
import type { Io } from './io.ts'

/** What all commands share. */
export interface Session {
  readonly io: Io
  readonly catalogue: readonly Scenario[]
  readonly print: (text: string) => void
}

/** The width that output takes where there is no terminal to ask, or one that does not know. */
const COLUMNS = 80
/** Text that is narrower than this cannot be laid out. */
const NARROWEST = 40

/** How reports are laid out here. */
export function styleOf({ io }: Session, options: { readonly ascii?: boolean } = {}): Style {
  const columns = Math.max(NARROWEST, io.stdout.columns || COLUMNS)
  return { paint: paintFor(io), columns, ascii: options.ascii ?? false }
}
