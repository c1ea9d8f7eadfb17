import { defineConfig } from 'vitest/config'

// The page in a real browser, Debian's Chromium. `npm run test:browser`; screenshots go to `screenshots/`.
export default defineConfig({
  test: { include: ['browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
})
