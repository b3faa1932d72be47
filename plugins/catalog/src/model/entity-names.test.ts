import { expect, test } from 'vitest'
import { entityNames, toEntityName } from './entity-names.ts'

test.each([
  { text: 'Ada.Lovelace@Acme.com', name: 'ada.lovelace_acme.com' },
  { text: 'Ops (Readers)', name: 'ops_readers' },
  { text: 'Käthe Müller', name: 'kathe_muller' },
  { text: '  -team- ', name: 'team' },
  { text: 'a'.repeat(70), name: 'a'.repeat(63) },
  { text: '部門', name: undefined },
  { text: '', name: undefined },
])('"$text" is named $name', ({ text, name }) => {
  expect(toEntityName(text)).toBe(name)
})

test('nobody becomes somebody else by calling themselves alike', () => {
  const names = entityNames([
    { id: '1f0c-ab', wanted: 'ada@acme.com' },
    { id: '2E00-cd', wanted: 'ada acme.com' },
    { id: '3', wanted: 'bo@acme.com' },
    { id: '4', wanted: '…' },
  ])
  expect(Object.fromEntries(names)).toEqual({
    '1f0c-ab': 'ada_acme.com-1f0cab',
    '2E00-cd': 'ada_acme.com-2e00cd',
    '3': 'bo_acme.com',
  })
})
