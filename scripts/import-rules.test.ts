import { describe, expect, test } from 'vitest'
import { checkImports } from './import-rules.ts'

const at = (path: string, text: string) =>
  checkImports([{ path, text }]).map(({ line, message }) => `${line} ${message}`)
const importing = (path: string, specifier: string) => at(path, `import { x } from '${specifier}'`)

describe('imports that are allowed', () => {
  test.each([
    { why: 'a kernel file uses the model', path: 'packages/kernel/src/a.ts', to: '@callboard/model' },
    { why: 'the web uses React', path: 'packages/web/src/a.tsx', to: 'react' },
    { why: 'a backend uses the kernel', path: 'plugins/x/src/backend/a.ts', to: '@callboard/kernel' },
    { why: 'a backend uses Node', path: 'plugins/x/src/backend/a.ts', to: 'node:fs' },
    { why: 'a backend uses its own model', path: 'plugins/x/src/backend/a.ts', to: '../model/index.ts' },
    { why: 'a web part uses its own model', path: 'plugins/x/src/web/a.tsx', to: '../model/index.ts' },
    { why: 'a web part uses another file of its own', path: 'plugins/x/src/web/a.tsx', to: './b.tsx' },
    { why: 'a plugin uses the model of another one', path: 'plugins/x/src/backend/a.ts', to: '@callboard/plugin-y' },
    { why: 'a model uses the model of another one', path: 'plugins/x/src/model/a.ts', to: '@callboard/plugin-y' },
    { why: 'a test uses what it likes', path: 'plugins/x/src/backend/a.test.ts', to: '@callboard/plugin-y/backend' },
    { why: 'a file outside the house is not judged', path: 'bench/a.ts', to: '@callboard/plugin-y/backend' },
  ])('$why', ({ path, to }) => expect(importing(path, to)).toEqual([]))
})

describe('imports that are refused', () => {
  test.each([
    { why: 'a model uses Node', path: 'packages/model/src/a.ts', to: 'node:fs', says: 'a model runs anywhere' },
    { why: 'a model uses React', path: 'plugins/x/src/model/a.ts', to: 'react', says: 'a model runs anywhere' },
    {
      why: 'a model uses the kernel',
      path: 'packages/model/src/a.ts',
      to: '@callboard/kernel',
      says: 'neither kernel nor web',
    },
    {
      why: 'a model uses the web',
      path: 'plugins/x/src/model/a.ts',
      to: '@callboard/web',
      says: 'neither kernel nor web',
    },
    {
      why: 'a model uses its backend',
      path: 'plugins/x/src/model/a.ts',
      to: '../backend/b.ts',
      says: 'a model knows nothing of its backend',
    },
    {
      why: 'the kernel names a plugin',
      path: 'packages/kernel/src/a.ts',
      to: '@callboard/plugin-y',
      says: 'kernel knows no plugin by name',
    },
    {
      why: 'the web names a plugin',
      path: 'packages/web/src/a.ts',
      to: '@callboard/plugin-y',
      says: 'web knows no plugin by name',
    },
    {
      why: 'the web uses the kernel',
      path: 'packages/web/src/a.ts',
      to: '@callboard/kernel',
      says: 'the web never meets the kernel',
    },
    { why: 'a web part uses Node', path: 'plugins/x/src/web/a.tsx', to: 'node:path', says: 'this runs in browsers' },
    {
      why: 'a web part uses its backend',
      path: 'plugins/x/src/web/a.tsx',
      to: '../backend/b.ts',
      says: 'backend and web never meet',
    },
    {
      why: 'a backend uses its web part',
      path: 'plugins/x/src/backend/a.ts',
      to: '../web/b.tsx',
      says: 'backend and web never meet',
    },
    {
      why: 'a backend uses the web shell',
      path: 'plugins/x/src/backend/a.ts',
      to: '@callboard/web',
      says: 'the server never meets the web',
    },
    {
      why: 'a backend uses React',
      path: 'plugins/x/src/backend/a.ts',
      to: 'react/jsx-runtime',
      says: 'the server never meets the web',
    },
    {
      why: 'a plugin uses the backend of another one',
      path: 'plugins/x/src/backend/a.ts',
      to: '@callboard/plugin-y/backend',
      says: 'only the model of another plugin',
    },
    {
      why: 'a plugin uses itself by name',
      path: 'plugins/x/src/backend/a.ts',
      to: '@callboard/plugin-x',
      says: 'Use a relative import',
    },
    {
      why: 'an import leaves the package',
      path: 'plugins/x/src/backend/a.ts',
      to: '../../../y/src/model/index.ts',
      says: 'it leaves the package',
    },
  ])('$why', ({ path, to, says }) => {
    expect(importing(path, to)).toEqual([expect.stringContaining(says)])
  })

  test.each([
    {
      why: 'at their line, in any form',
      text: "import type { A } from 'a'\n\nexport { b } from 'node:fs'\nawait import('node:os')\nimport 'node:net'",
      lines: [3, 4, 5],
    },
    {
      why: 'not in comments',
      text: "// import 'node:fs'\n/* from 'node:fs' */\nconst url = 'https://x' // from 'node:fs'",
      lines: [],
    },
  ])('are found $why', ({ text, lines }) => {
    expect(at('packages/model/src/a.ts', text).map((line) => Number.parseInt(line, 10))).toEqual(lines)
  })
})

test('the environment is read by the kernel only', () => {
  const text = 'const a = 1\nconst b = process.env.B'
  expect(at('packages/kernel/src/a.ts', text)).toEqual([])
  expect(at('plugins/x/src/backend/a.ts', text)).toEqual([
    expect.stringMatching(/^2 reads process.env.*Declare a config key/),
  ])
})

test('a circle of plugins is told once, with its way', () => {
  const file = (plugin: string, to: string) => ({
    path: `plugins/${plugin}/src/model/a.ts`,
    text: `import '@callboard/plugin-${to}'`,
  })
  const found = checkImports([file('a', 'b'), file('b', 'c'), file('c', 'b')])
  expect(found.map(({ path, message }) => `${path} ${message}`)).toEqual([
    expect.stringContaining('plugins/c/src/model/a.ts closes a circle of plugins: b → c → b.'),
  ])
})
