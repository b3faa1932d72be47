import { defineConfig } from 'vitest/config'

// Workspaces resolve to their TypeScript sources, and packages as Node resolves them: what bundlers understand besides
// (`module`) is not always what Node can load.
const conditions = ['callboard-source', 'node', 'development|production']
const ssr = { resolve: { conditions, externalConditions: ['callboard-source'] } }

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions },
        ssr,
        test: {
          name: 'server',
          globalSetup: ['packages/testing/src/postgres-for-vitest.ts'],
          environment: 'node',
          include: ['packages/*/src/**/*.test.ts', 'plugins/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.real.test.ts', 'packages/web/**', 'plugins/*/src/web/**', '**/dist/**', '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { conditions: ['callboard-source', 'module', 'browser', 'development|production'] },
        test: {
          name: 'web',
          environment: 'jsdom',
          include: ['packages/web/src/**/*.test.{ts,tsx}', 'plugins/*/src/web/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
    ],
  },
})
