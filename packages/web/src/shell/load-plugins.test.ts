import { expect, test, vi } from 'vitest'
import { defineWebPlugin } from '../plugin/extensions.ts'
import { listedPlugins, loadPlugins } from './load-plugins.ts'

const modules: Record<string, () => Promise<{ default?: unknown }>> = {
  '/good.js': async () => ({ default: defineWebPlugin({ id: 'good', extensions: [] }) }),
  '/cut-off.js': () => Promise.reject(new TypeError('Failed to fetch')),
  '/empty.js': async () => ({}),
}

test.each([
  { why: 'a plugin is loaded', id: 'good', module: '/good.js', reason: undefined },
  { why: 'a module that does not arrive is a failure', id: 'far', module: '/cut-off.js', reason: 'Failed to fetch' },
  { why: 'a module without a plugin is a failure', id: 'none', module: '/empty.js', reason: /no defineWebPlugin/ },
  { why: 'a plugin under another’s id is a failure', id: 'bad', module: '/good.js', reason: /with this id/ },
])('$why', async ({ id, module, reason }) => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const load = (url: string) => modules[url]?.() ?? Promise.reject(new Error(`Nothing is at ${url}.`))
  const { plugins, failures } = await loadPlugins([{ id, module }], load)
  expect(plugins.map((plugin) => plugin.id)).toEqual(reason ? [] : [id])
  expect(failures).toEqual(reason ? [{ id, reason: expect.stringMatching(reason) }] : [])
  vi.restoreAllMocks()
})

test('what is declared in the page is not loaded', async () => {
  const load = vi.fn()
  const extension = { kind: 'page', id: 'list', path: '/good', title: 'Good' }
  const entry = { id: 'good', module: '/good.js', extensions: [{ extension, later: 'component' as const }] }
  const { plugins, failures } = await loadPlugins([entry], load)
  expect(plugins).toEqual([{ id: 'good', extensions: [{ ...extension, component: expect.anything() }] }])
  expect([failures, load.mock.calls]).toEqual([[], []])
})

test('the list is read from the page; what is no entry is left out', () => {
  document.head.innerHTML =
    '<script type="application/json" id="callboard-plugins">[{"id":"good","module":"/good.js"},7,{"id":"half"}]</script>'
  expect(listedPlugins(document)).toEqual([{ id: 'good', module: '/good.js' }])
  document.head.innerHTML = ''
  expect(listedPlugins(document)).toEqual([])
})
