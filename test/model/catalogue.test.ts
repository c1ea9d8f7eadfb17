import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { designs, hypotheses } from '../../src/model/designs.ts'

describe('the catalogue', () => {
  test('begins with the report', () => {
    expect(catalogue[0].name).toBe('original/scheduler-thread/kernel-1')
  })

  test('names each scenario once, by design, hypothesis and workload', () => {
    const names = catalogue.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, system } of catalogue) {
      const { parameters } = system()
      expect(name.startsWith(`${parameters.design}/${parameters.hypothesis}/`)).toBe(true)
      expect(system().name).toBe(name)
    }
  })

  test('has every design under H1 and each hypothesis', () => {
    const pairs = new Set(catalogue.map(({ name }) => name.split('/').slice(0, 2).join('/')))
    for (const design of Object.keys(designs)) expect(pairs).toContain(`${design}/scheduler-thread`)
    for (const hypothesis of Object.keys(hypotheses)) expect(pairs).toContain(`original/${hypothesis}`)
  })

  test('expects what is to ship to be verified', () => {
    const shipping = catalogue.filter((scenario) => scenario.shipping)
    expect(shipping.length).toBeGreaterThan(0)
    for (const { expected } of shipping) expect(expected.violations).toEqual([])
  })
})

/** The two largest searches are left to `sim check`. */
describe.each(catalogue.filter(({ expected }) => expected.states < 50_000))('$name', ({ system, expected }) => {
  test('has its expected verdict', () => {
    const { complete, states, violations } = check(system())
    expect(complete).toBe(true)
    expect(states).toBe(expected.states)
    expect(violations).toEqual(expected.violations)
  })
})
