import { aliases } from './documented/aliases.ts'
import { calls } from './documented/calls.ts'
import { ending } from './documented/ending.ts'
import { handlers } from './documented/handlers.ts'
import type { Documented } from './documented/kit.ts'
import { signals } from './documented/signals.ts'
import { starting } from './documented/starting.ts'

/**
 * What OTP does beyond the observed table, written down from its documentation and source (OTP 25). Held against the
 * model by documented.test.ts, and against the real thing by interop/otp.test.ts.
 */
export const documented: readonly Documented[] = [...calls, ...handlers, ...starting, ...ending, ...signals, ...aliases]
