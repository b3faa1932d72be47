import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const conditions = ['callboard-source', ...defaultServerConditions]

// Tests that need more than npm and Debian's chromium, or more time than a change should wait: `npm run test:real`.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['callboard-source'] } },
  test: {
    environment: 'node',
    include: ['packages/*/src/**/*.real.test.ts', 'plugins/*/src/**/*.real.test.ts'],
    globalSetup: ['packages/testing/src/postgres-for-vitest.ts'],
    testTimeout: 180_000,
  },
})
