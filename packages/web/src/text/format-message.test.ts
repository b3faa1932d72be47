import { expect, test } from 'vitest'
import { formatMessage } from './format-message.ts'

const entities = '{count, plural, =0 {nothing} one {# entity} other {# entities}}'

test.each([
  { why: 'plain text stays', message: 'Clear to deploy.', values: {}, text: 'Clear to deploy.' },
  { why: 'a placeholder takes its value', message: 'Until {until}.', values: { until: 'May' }, text: 'Until May.' },
  { why: 'a number is written the language’s way', message: '{n}', values: { n: 1234.5 }, text: '1,234.5' },
  { why: 'a number may say that it is one', message: '{n, number}', values: { n: 1234.5 }, text: '1,234.5' },
  { why: 'a missing value leaves its placeholder', message: 'Until {until}.', values: {}, text: 'Until {until}.' },
  { why: 'an inherited property is no value', message: '{toString}', values: {}, text: '{toString}' },
  { why: 'one has its own form', message: entities, values: { count: 1 }, text: '1 entity' },
  { why: 'many have theirs, with the number', message: entities, values: { count: 1200 }, text: '1,200 entities' },
  { why: 'an exact number goes first', message: entities, values: { count: 0 }, text: 'nothing' },
  {
    why: 'a form may hold placeholders',
    message: '{n, plural, other {# of {all}}}',
    values: { n: 2, all: 9 },
    text: '2 of 9',
  },
  { why: 'outside of a plural # is itself', message: 'issue #{n}', values: { n: 2 }, text: 'issue #2' },
  { why: 'an open brace is shown as it stands', message: 'a { b', values: {}, text: 'a { b' },
  {
    why: 'a plural without a form for it stays',
    message: '{n, plural, one {x}}',
    values: { n: 2 },
    text: '{n, plural, one {x}}',
  },
])('$why', ({ message, values, text }) => {
  expect(formatMessage(message, values, 'en')).toBe(text)
})

test('plural forms follow the language', () => {
  const message = '{n, plural, one {# plik} few {# pliki} many {# plików} other {# pliku}}'
  expect([1, 3, 5].map((n) => formatMessage(message, { n }, 'pl'))).toEqual(['1 plik', '3 pliki', '5 plików'])
})
