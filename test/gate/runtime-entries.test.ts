import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configOf } from '../../src/gate/config.ts'
import { readSources } from '../../src/gate/read-sources.ts'
import { EFFECTS } from '../../src/gate/runtime-entries.ts'
import type { SourceReport } from '../../src/gate/source-report.ts'
import { parse } from './sources.ts'

// A server whose runtime has other entries: what they do is configuration.

const server = (call: string): string => `
let mtx = Mutex.create ()
let serve request =
  Mutex.lock mtx;
  let v = try ${call} with e -> Mutex.unlock mtx; raise e in
  Mutex.unlock mtx;
  v
let pump () =
  Mutex.lock mtx;
  Vm.Loop.turn ();
  Mutex.unlock mtx
let () =
  ignore (Thread.create (fun () -> while true do pump () done) ());
  while true do
    ignore (Thread.create (fun fd -> try ignore (serve fd) with _ -> ()) 1)
  done
`

const runtime = {
  'Vm.invoke': { effects: ['enters', 'asks', 'parks', 'raises'], arguments: 1 },
  'Vm.invoke_without': { effects: ['enters', 'asks', 'parks', 'raises', 'releases'], arguments: 2 },
  'Vm.compute': { effects: ['enters', 'raises'], arguments: 1 },
  'Vm.post': { effects: ['enters', 'queues'], arguments: 1 },
  'Vm.Loop.turn': { effects: ['enters', 'runs'], arguments: 1 },
}

const read = (call: string): SourceReport =>
  readSources([{ path: 'server.ml', text: server(call) }], parse, configOf({ source: { runtime } }).source)

describe('an entry of the runtime', () => {
  it('that asks and parks under the lock deadlocks with the thread that runs the queue', () => {
    const { verdict, may, findings, unresolved } = read('Vm.invoke request')
    expect([verdict, may]).toEqual(['blocks', false])
    expect(findings.map(({ rule, at }) => `${rule} ${at.line}`)).toEqual(['lock-held-across-call 5'])
    expect(unresolved).toEqual([])
  })

  it('that gives the mutex back while it is parked does not', () => {
    expect(read('Vm.invoke_without mtx request')).toMatchObject({ verdict: 'ok', may: false, unresolved: [] })
  })

  it('that asks nobody does not', () => {
    expect(read('Vm.compute request')).toMatchObject({ verdict: 'ok', unresolved: [] })
  })

  it('that queues a process calls back from the scheduler, which holds the lock', () => {
    const { findings } = read('Vm.post request ~on_done:(fun _ -> Mutex.lock mtx)')
    expect(findings.map(({ rule }) => rule)).toContain('lock-twice')
  })

  it('that no configuration names is unresolved', () => {
    const { unresolved } = readSources([{ path: 'server.ml', text: server('Vm.invoke request') }], parse)
    expect(unresolved.map(({ what }) => what).sort()).toEqual(['the function Vm.Loop.turn', 'the function Vm.invoke'])
  })
})

it('does what docs/gate.md says: every effect is described there, in these words', () => {
  const text = readFileSync('docs/gate.md', 'utf8').replace(/[`\s]+/g, ' ')
  for (const [effect, what] of Object.entries(EFFECTS)) expect(text).toContain(`| ${effect} | ${what} |`)
})
