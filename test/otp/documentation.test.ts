import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { check, otp } from '../../src/index.ts'
import { noted } from './noted.ts'

const text = readFileSync(new URL('../../docs/otp.md', import.meta.url), 'utf8')

/** The script of docs/otp.md, as it stands there. */
function documentedScript(): otp.Script {
  const literal = /const script: otp\.Script = (\{[\s\S]*?\n\})/.exec(text)?.[1]
  return new Function('t', 'v', `return ${literal}`)(otp.tuple, otp.variable)
}

it('the example of docs/otp.md does what it says there', () => {
  const script = documentedScript()
  const timedOut = "{exit,{timeout,{gen_server,call,'...'}}}"
  expect(otp.outcomes(script)?.map(noted)).toEqual([{ result: timedOut, mailbox: '[]' }])
  expect(noted(otp.likely(script))).toEqual({ result: timedOut, mailbox: '[]' })
  const dialect = otp.outcomes({ ...script, dialect: otp.SX })
  expect(dialect?.map(noted)).toEqual([{ result: timedOut, mailbox: "[{'#r1',late}]" }])
  expect(check(otp.otpSystem(script)).verdict.kind).toBe('verified')
})

it('docs/otp.md names every dialect', () => {
  for (const name of ['OTP', 'OTP_23', 'SX']) expect(text).toContain(`| \`${name}\``)
})
