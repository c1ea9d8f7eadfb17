import { describe, expect, it } from 'vitest'
import { fingerprint } from '../../src/engine/fingerprint.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { serverNamed } from '../../src/model/server.ts'
import { sources } from '../../src/model/sources.ts'

const OUTSIDE = /^(curl#\d+|remote|front)$/

describe('the definitions that actors stand for', () => {
  it('are named of every actor of the server, and are those whose drift is watched', () => {
    const watched = new Set(
      sources.flatMap(({ file, definitions }) => definitions.map((definition) => `${file}: ${definition}`)),
    )
    for (const scenario of catalogue) {
      for (const [name, { standsFor = [] }] of scenario.system().actors) {
        const own = standsFor.flatMap((text) => {
          const [file, definitions] = text.split(': ')
          return definitions.split(', ').map((definition) => `${file}: ${definition}`)
        })
        expect([scenario.name, name, own.length > 0]).toEqual([scenario.name, name, !OUTSIDE.test(name)])
        expect(own.filter((definition) => !watched.has(definition))).toEqual([])
      }
    }
  })

  it.each([
    ['original', 'call_original'],
    ['pattern-a', 'call_a_yield'],
    ['pattern-b', 'call_b_spawn'],
  ])('are those of the design: %s calls %s', (design, call) => {
    const { standsFor } = serverNamed(`${design}/scheduler-thread/kernel-1`)?.actors.get('conn#1') ?? {}
    expect(standsFor?.[0]).toMatch(new RegExp(`^bin/sx_server.ml: handle_conn, ${call}\\b`))
  })

  it('do not count in the model hash', () => {
    const system = serverNamed('original/scheduler-thread/kernel-1')
    if (system === undefined) throw new Error('no such server')
    const silent = new Map([...system.actors].map(([name, { standsFor: _, ...options }]) => [name, options]))
    expect(fingerprint({ ...system, actors: silent })).toBe(fingerprint(system))
  })
})
