import { expect, test } from 'vitest'
import { browserConfig, injectedConfig } from './browser-config.ts'

test.each([
  { why: 'a dotted path leads to its value', path: 'app.title', value: 'Ours' },
  { why: 'a later source wins', path: 'app.url', value: 'b' },
  { why: 'lists are replaced whole', path: 'app.list', value: [3] },
  { why: 'what is not there is undefined', path: 'app.nope.deeper', value: undefined },
  { why: 'what objects inherit is not config', path: 'constructor.name', value: undefined },
])('$why', ({ path, value }) => {
  const config = browserConfig([
    { data: { app: { title: 'Ours', url: 'a', list: [1, 2] } } },
    { data: { app: { url: 'b', list: [3] } } },
  ])
  expect(config.get(path)).toEqual(value)
})

test('the config is read from the page, and missing from a page without it', () => {
  document.head.innerHTML =
    '<script type="backstage.io/config">[{"data":{"app":{"title":"Ours"}},"context":"app"}]</script>'
  expect(injectedConfig(document).text('app.title')).toBe('Ours')
  document.head.innerHTML = ''
  expect(injectedConfig(document).text('app.title')).toBeUndefined()
})
