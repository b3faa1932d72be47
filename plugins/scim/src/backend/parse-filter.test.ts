import { expect, test } from 'vitest'
import { parseFilter } from './parse-filter.ts'

test('a filter so long that taking it apart would stop the portal is refused', () => {
  const filter = (length: number) => `userName eq "ada"${' '.repeat(length)}and active eq true`
  expect(parseFilter(filter(1_000), 'user').params).toEqual(['ada', 1])
  expect(() => parseFilter(filter(60_000), 'user')).toThrow('at most 2000 characters')
})
