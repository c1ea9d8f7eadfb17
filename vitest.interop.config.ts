import { defineConfig } from 'vitest/config'

// Against the real things: OTP, and the miniature of the server. `npm run test:interop`; takes real time, and one at a
// time, since what is compared has deadlines of its own.
export default defineConfig({
  test: { include: ['interop/**/*.test.ts'], testTimeout: 300_000, fileParallelism: false },
})
