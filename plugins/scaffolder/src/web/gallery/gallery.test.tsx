import '@testing-library/jest-dom/vitest'
import type { Entity, JsonObject } from '@callboard/model'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { fakePortal } from '../fixtures/fake-portal.ts'
import plugin from '../index.tsx'
import { everything, parseGalleryState, predicateOf, writeGalleryState } from './gallery-state.ts'

afterEach(endPortal)

const template = (name: string, title: string): Entity => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name, title, description: `Makes ${title}.`, tags: ['node'] },
  spec: { type: 'service' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/stage' }],
})

function open(entities: readonly Entity[], path = '/create') {
  const fake = fakePortal({
    entities,
    replies: {
      '/api/catalog/entity-facets': () =>
        Response.json({
          facets: {
            'spec.type': [{ value: 'service', count: 2 }],
            'metadata.tags': [],
            'relations.ownedBy': [{ value: 'group:default/stage', count: 2 }],
          },
        }),
    },
  })
  renderPortal({ plugins: [plugin], path, respond: fake.respond })
  return fake
}

const lastQuestion = ({ asked }: ReturnType<typeof fakePortal>) =>
  asked.findLast(({ path }) => path.endsWith('by-query'))?.body as JsonObject

test('templates are shown with what they are, and lead to their form', async () => {
  open([template('api', 'An API')])
  const card = within(await screen.findByRole('article'))
  expect(card.getByText('service')).toBeVisible()
  expect(card.getByText('Makes An API.')).toBeVisible()
  expect(card.getByText('stage')).toBeVisible()
  expect(card.getByRole('link', { name: 'Choose An API' })).toHaveAttribute('href', '/create/templates/default/api')
})

test('what is typed and ticked narrows the question', async () => {
  const fake = open([template('api', 'An API')])
  await userEvent.type(await screen.findByRole('searchbox', { name: 'Search templates' }), 'node')
  await waitFor(() => expect(lastQuestion(fake).fullTextFilter).toMatchObject({ term: 'node' }))
  await userEvent.click(screen.getByRole('button', { name: 'Type' }))
  await userEvent.click(await screen.findByRole('checkbox', { name: /service/ }))
  await waitFor(() => expect(lastQuestion(fake).query).toEqual({ kind: 'template', 'spec.type': { $in: ['service'] } }))
  expect(screen.getByRole('button', { name: 'Type: service' })).toBeVisible()
})

test('where nothing is like that, everything can be shown again', async () => {
  open([], '/create?q=nothing')
  await userEvent.click(await screen.findByRole('button', { name: 'Show all templates' }))
  expect(await screen.findByText('There is no template yet, or none that you may see.')).toBeVisible()
})

test.each([
  { why: 'nothing', query: '' },
  { why: 'all there is', query: 'q=a+b&scope=starred&type=x&type=y&owner=group%3Adefault%2Fa&tag=t' },
])('an address restores $why', ({ query }) => {
  expect(writeGalleryState(parseGalleryState(new URLSearchParams(query))).toString()).toBe(query)
})

test.each([
  {
    why: 'of the own, by all the person owns through',
    state: { ...everything, scope: 'owned' as const },
    query: { $all: [{ kind: 'template' }, { 'relations.ownedBy': { $in: ['group:default/a'] } }] },
  },
  {
    why: 'of the starred, templates only',
    state: { ...everything, scope: 'starred' as const },
    query: {
      $all: [{ kind: 'template' }, { $any: [{ 'metadata.namespace': 'default', 'metadata.name': 'api' }] }],
    },
  },
])('asked $why', ({ state, query }) => {
  const known = { mine: ['group:default/a'], starred: ['template:default/api', 'component:default/x', 'no ref'] }
  expect(predicateOf(state, known)).toEqual(query)
})
