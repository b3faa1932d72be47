import { extensionPoint, ifInstalled, service, type Token } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { planStart } from './start-order.ts'

const entities = service<object>('catalog.entities', 'Entities.')
const search = service<object>('search.index', 'Search.')
const providers = extensionPoint<object>('catalog.providers', 'Providers.')

const plugin = (id: string, { use = [], provide = [] }: { use?: Token[]; provide?: Token[] } = {}) => ({
  id,
  use: Object.fromEntries(use.map((token, i) => [`t${i}`, token])),
  provide: Object.fromEntries(provide.map((token, i) => [`t${i}`, token])),
})

describe('planStart', () => {
  test.each([
    {
      why: 'plugins that need nobody keep the order of the config',
      plugins: [plugin('b'), plugin('a')],
      order: ['b', 'a'],
      failed: {},
    },
    {
      why: 'the provider of a service goes before its user',
      plugins: [plugin('ui', { use: [entities] }), plugin('catalog', { provide: [entities] })],
      order: ['catalog', 'ui'],
      failed: {},
    },
    {
      why: 'an extension point puts nobody first',
      plugins: [plugin('github', { use: [providers] }), plugin('catalog', { provide: [providers] })],
      order: ['github', 'catalog'],
      failed: {},
    },
    {
      why: 'two plugins may add to each other',
      plugins: [
        plugin('catalog', { provide: [providers, entities], use: [search] }),
        plugin('search', { provide: [search], use: [providers] }),
      ],
      order: ['search', 'catalog'],
      failed: {},
    },
    {
      why: 'a token of the kernel needs no plugin',
      plugins: [plugin('roles', { use: [extensionPoint('kernel.policy', 'Policy.')] })],
      order: ['roles'],
      failed: {},
    },
    {
      why: 'a missing service is named with its user',
      plugins: [plugin('ui', { use: [entities] }), plugin('other')],
      order: ['other'],
      failed: { ui: 'The plugin ui uses the service catalog.entities, which no installed plugin provides.' },
    },
    {
      why: 'a missing extension point is named too',
      plugins: [plugin('github', { use: [providers] })],
      order: [],
      failed: {
        github: 'The plugin github uses the extension point catalog.providers, which no installed plugin provides.',
      },
    },
    {
      why: 'an extension point that is wanted only if it is installed keeps nobody from starting',
      plugins: [plugin('catalog', { use: [ifInstalled(providers)] })],
      order: ['catalog'],
      failed: {},
    },
    {
      why: 'so does such a service, and it still puts its provider first',
      plugins: [
        plugin('a', { use: [ifInstalled(entities)] }),
        plugin('b', { use: [ifInstalled(search)] }),
        plugin('search', { provide: [search] }),
      ],
      order: ['a', 'search', 'b'],
      failed: {},
    },
    {
      why: 'such a service does not take its user down with its provider',
      plugins: [plugin('ui', { use: [ifInstalled(search)] }), plugin('search', { provide: [search], use: [entities] })],
      order: ['ui'],
      failed: { search: 'The plugin search uses the service catalog.entities, which no installed plugin provides.' },
    },
    {
      why: 'who depends on a plugin that cannot start cannot start either',
      plugins: [plugin('ui', { use: [search] }), plugin('search', { provide: [search], use: [entities] })],
      order: [],
      failed: {
        search: 'The plugin search uses the service catalog.entities, which no installed plugin provides.',
        ui: 'The plugin ui uses the service search.index of the plugin search, which did not start.',
      },
    },
    {
      why: 'a circle is told step by step, and others start',
      plugins: [
        plugin('a', { provide: [entities], use: [search] }),
        plugin('b', { provide: [search], use: [entities] }),
        plugin('c'),
      ],
      order: ['c'],
      failed: {
        a: 'These plugins wait for each other: a uses search.index, b uses catalog.entities.',
        b: 'These plugins wait for each other: a uses search.index, b uses catalog.entities.',
      },
    },
    {
      why: 'a plugin that uses its own service is a circle of one',
      plugins: [plugin('a', { provide: [entities], use: [entities] })],
      order: [],
      failed: { a: 'These plugins wait for each other: a uses catalog.entities.' },
    },
  ])('$why', ({ plugins, order, failed }) => {
    const plan = planStart(plugins, new Set(['kernel.policy']))
    expect(plan.order.map(({ id }) => id)).toEqual(order)
    expect(Object.fromEntries(plan.failed)).toEqual(failed)
  })

  test.each([
    {
      why: 'two plugins with one id',
      plugins: [plugin('a'), plugin('a')],
      message: 'Two plugins have the id "a". Remove one of them from the config.',
    },
    {
      why: 'two providers of one token',
      plugins: [plugin('a', { provide: [entities] }), plugin('b', { provide: [entities] })],
      message: 'The plugins a and b both provide catalog.entities; only one of them can be installed.',
    },
  ])('refuses $why', ({ plugins, message }) => {
    expect(() => planStart(plugins)).toThrow(message)
  })
})
