import { parseAst } from 'vite'
import { expect, test } from 'vitest'
import { pureDeclarations } from '../packages/web/build/pure-declarations.mjs'

const marked = (code: string, id = '/plugin/src/model/routes.ts') =>
  pureDeclarations().transform.call({ parse: parseAst }, code, id)?.code

test('declarations are marked, however the plugin calls them', () => {
  const code = `import { get as read, Type } from '@callboard/model'\nexport const a = read('/a', { reply: Type.Array(Type.String()) })\n`
  expect(marked(code)).toBe(
    `import { get as read, Type } from '@callboard/model'\nexport const a = /* @__PURE__ */ read('/a', { reply: /* @__PURE__ */ Type.Array(/* @__PURE__ */ Type.String()) })\n`,
  )
})

test('a function of the plugin’s own, and of a library, may be called as it likes', () => {
  expect(
    marked(`import { entityRefOf } from '@callboard/model'\nfunction put() {}\nput(entityRefOf)\n`),
  ).toBeUndefined()
  expect(marked(`import { get } from 'lib'\nget()\n`)).toBeUndefined()
  expect(marked(`import { get } from '@callboard/model'\nget()\n`, '/x/node_modules/lib/index.js')).toBeUndefined()
})
