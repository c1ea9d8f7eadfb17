import { defineConfig } from 'vitest/config'

// The laws, the engine and the known answers on the oldest XState that the package allows as a peer.
export default defineConfig({
  resolve: { alias: { xstate: 'xstate-oldest' } },
  test: { include: ['test/{engine,laws,litmus}/**/*.test.ts'], testTimeout: 60_000 },
})
