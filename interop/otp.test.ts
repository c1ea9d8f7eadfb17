import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OTP_23 } from '../src/model/otp/index.ts'
import { documented } from '../test/otp/documented.ts'
import { scenarios } from '../test/otp/scenarios.ts'
import { compare, difference } from './compare.ts'
import { otpRelease } from './erlang.ts'
import { scripts } from './scripts.ts'

// The model's outcomes against those of the Erlang that is installed here. Aliases need OTP 24, the wording of results is
// that of 25.
const SEED = 20_261_123
const RUNS = 100

const release = otpRelease()
const usable = Number(release) >= 25
if (!usable) {
  const why = release === undefined ? 'no Erlang is installed here' : `OTP ${release} is older than 25`
  if (process.env.INTEROP_REQUIRED === '1') throw new Error(`interop is required, but ${why}`)
  process.stdout.write(
    `interop skipped: ${why}; with Debian, apt-get install erlang-base. Not compared: ${scenarios.length} observed, ${documented.length} documented, ${RUNS} generated scripts\n`,
  )
}

it.runIf(usable)('the observed scenarios come out as the model says', () => {
  expect(
    compare(scenarios)
      .filter(({ allowed }) => !allowed)
      .map(difference),
  ).toEqual([])
})

it.runIf(usable)('a model that is wrong is noticed: OTP without aliases', () => {
  const late = scenarios.filter(({ name }) => name === 'call_timeout_then_late_reply')
  expect(compare(late.map((script) => ({ ...script, dialect: OTP_23 }))).map(({ allowed }) => allowed)).toEqual([false])
})

it.runIf(usable)('so do those that are known from the documentation', () => {
  expect(
    compare(documented.map(({ script }) => script))
      .filter(({ allowed }) => !allowed)
      .map(difference),
  ).toEqual([])
})

it.runIf(usable)(`so do ${RUNS} generated scripts`, () => {
  const results = compare(fc.sample(scripts, { numRuns: RUNS, seed: SEED }))
  const listed = results.filter(({ possible }) => possible !== undefined)
  const open = listed.filter(({ possible }) => possible !== undefined && possible.length > 1)
  process.stdout.write(
    `OTP ${release}: ${listed.length} of ${RUNS} generated scripts compared, ${open.length} of them with more than one possible outcome; ${RUNS - listed.length} have too many situations; ${results.filter(({ runs }) => runs > 1).length} were run again\n`,
  )
  expect(results.filter(({ allowed }) => !allowed).map(difference)).toEqual([])
  expect(listed.length).toBeGreaterThan(RUNS * 0.9)
})
