import { describe, expect, it } from 'vitest'
import { fixtures, read } from './sources.ts'

// What does not change the program does not change the verdict.

/** Replaces code outside of strings and comments. */
function inCode(text: string, pattern: RegExp, by: string): string {
  const parts = text.split(/(\(\*[\s\S]*?\*\)|\{sx\|[\s\S]*?\|sx\}|"(?:[^"\\]|\\.)*")/)
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(pattern, by))).join('')
}

const renamings = [
  [/\bmtx\b/g, 'the_lock'],
  [/\bhandle_request\b/g, 'serve_one'],
  [/\bcell\b/g, 'slot'],
  [/\bfd\b/g, 'socket'],
  [/\bwith_lock\b/g, 'guarded'],
] as const

const changes: Readonly<Record<string, (text: string) => string>> = {
  renaming: (text) => renamings.reduce((before, [pattern, by]) => inCode(before, pattern, by), text),
  'another layout': (text) => inCode(text, / +/g, '\n  ').replaceAll('\n\n', '\n'),
  comments: (text) => inCode(text, /;\n/g, ';\n(* Mutex.lock mtx; "not a string" *)\n'),
  'dead code': (text) =>
    `${text}\nlet _unused handler = Mutex.lock mtx; Sx_runtime.sx_call handler []\nmodule Unused = struct let f x = Mutex.unlock x end\n`,
  'a helper': (text) =>
    `${text.replace('\nlet run_scheduler', '\nlet the_end m = Mutex.unlock m\nlet run_scheduler').replaceAll('Mutex.unlock mtx', 'the_end mtx')}`,
}

const files =
  /^(original|a_hook|a_yield_leak|b_spawn|b_lost_wakeup|lock_order_inversion|string_mentions_lock|wrong_mutex)\.ml$/

describe.each(Object.entries(changes))('%s', (_, change) => {
  it.each(fixtures('labelled').filter(({ file }) => files.test(file)))('leaves $file as it is', (fixture) => {
    const changed = change(fixture.text)
    expect(changed).not.toBe(fixture.text)
    const report = read(changed, fixture.file)
    expect(report.verdict).toBe(fixture.verdict)
    expect(report.findings.map(({ rule }) => rule).sort()).toEqual(fixture.findings.map((one) => one.split(' ')[0]))
  })
})
