import { defineConfig } from 'vitest/config'

// Against the real OTP: needs Erlang, takes real time; `npm run test:interop`.
export default defineConfig({
  test: { include: ['interop/**/*.test.ts'], testTimeout: 110_000 },
})
