import type { Place, SourceFinding, SourceReport } from '../../src/gate/source-report.ts'

/** The file that the reports are about. */
export const FILE = 'bin/sx_server.ml'

export const SOURCE = `let mtx = Mutex.create ()

let handle_request handler fd =
  let req = Sx_http.marshal (Sx_http.read_request fd) in
  Mutex.lock mtx;
  let resp =
    (try Sx_runtime.sx_call handler [Dict req]
     with e -> Mutex.unlock mtx; raise e) in
  Mutex.unlock mtx;
  Sx_http.write_response fd resp
`

export function place(line: number, column: number, endColumn: number, file = FILE): Place {
  return { file, line, column, endLine: line, endColumn }
}

/** The lock of the report, held across the call. */
export const heldAcross: SourceFinding = {
  rule: 'lock-held-across-call',
  verdict: 'blocks',
  may: false,
  at: place(7, 10, 47),
  message: 'handle_request holds mtx while it waits for the answer of Sx_runtime.sx_call',
  related: [
    { at: place(5, 3, 17), message: 'mtx is locked here' },
    { at: place(9, 3, 19), message: 'and given back only here' },
  ],
  steps: [
    { actor: 'conn', text: 'Mutex.lock mtx', at: place(5, 3, 17), holds: ['mtx'] },
    { actor: 'conn', text: 'Sx_runtime.sx_call', at: place(7, 10, 47), holds: ['mtx'] },
    { actor: 'sched', text: 'Mutex.lock mtx', at: place(20, 3, 17), holds: [] },
    { actor: 'nx_kernel', text: 'is ready', at: undefined, holds: [] },
  ],
  cycle: 'conn holds mtx and waits for a reply from nx_kernel; nx_kernel needs sched; sched waits for mtx.',
  scope: 'handle_request',
}

/** A hold-and-wait that is no deadlock. */
export const predicted: SourceFinding = {
  ...heldAcross,
  rule: 'hold-and-wait',
  verdict: undefined,
  may: true,
  at: place(12, 1, 5),
  message: 'stats_m is held across Unix.write',
  related: [],
  steps: [],
  cycle: undefined,
  scope: 'log_stats',
}

export function report(findings: readonly SourceFinding[], more: Partial<SourceReport> = {}): SourceReport {
  const verdicts = findings.map(({ verdict }) => verdict)
  const worst = (['blocks', 'race', 'leak'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'ok'
  return { files: [FILE], lines: 10, verdict: worst, may: false, findings, unresolved: [], variants: [], ...more }
}

/** Something that cannot be followed. */
export const astray = { at: place(3, 1, 4), what: 'Obj.magic', reaches: true }
