import { describe, expect, it } from 'vitest'
import { likely, outcomes } from '../../src/model/otp/index.ts'
import { documented } from './documented.ts'
import { noted } from './noted.ts'

// From OTP's documentation and source, not from the observed table.
describe('documented of OTP 25', () => {
  it.each(documented.map((scenario) => [scenario.script.name, scenario] as const))(
    '%s',
    (_, { script, expected, ways }) => {
      expect(noted(likely(script))).toEqual(expected)
      const possible = outcomes(script)?.map(noted)
      expect(possible).toContainEqual(expected)
      expect(possible).toHaveLength(ways ?? 1)
    },
  )
})
