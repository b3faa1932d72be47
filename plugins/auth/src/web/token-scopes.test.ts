import { expect, test } from 'vitest'
import { scopesOf } from './token-scopes.ts'

test.each([
  { access: 'read', plugins: '', scopes: ['read'] },
  { access: 'write', plugins: '  ', scopes: ['read', 'write'] },
  { access: 'read', plugins: 'catalog, search catalog', scopes: ['catalog:read', 'search:read'] },
  { access: 'write', plugins: 'catalog', scopes: ['catalog:read', 'catalog:write'] },
  { access: 'anything else', plugins: '', scopes: ['read'] },
])('$access with "$plugins" is $scopes', ({ access, plugins, scopes }) => {
  expect(scopesOf({ access, plugins })).toEqual(scopes)
})
