import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { DriftedEntity } from '../../model/index.ts'
import { fakePortal } from '../fixtures/fake-portal.ts'
import plugin from '../index.tsx'

afterEach(endPortal)

const item = (name: string, more: Partial<DriftedEntity>): DriftedEntity => ({
  entityRef: `component:default/${name}`,
  templateRef: 'template:default/show',
  madeFrom: { version: 'a', at: '2026-11-01T08:00:00.000Z', taskId: 't' },
  current: { version: 'b' },
  state: 'current',
  ...more,
})

const show = (items: readonly DriftedEntity[], update = () => Response.json({ id: 'u1' }, { status: 201 })) => {
  const portal = fakePortal({
    replies: {
      '/api/scaffolder/v2/drift': () => Response.json({ items }),
      '/api/scaffolder/v2/drift/update': update,
    },
  })
  renderPortal({ path: '/create/drift', plugins: [plugin], respond: portal.respond })
  return portal
}
const row = async (name: string) => (await screen.findByText(name)).closest('li') as HTMLElement

test('what is outdated comes first, and offers an update', async () => {
  const { asked } = show([
    item('fine', {}),
    item('lost', { state: 'unknown', reason: 'It is gone.' }),
    item('old', { state: 'outdated' }),
  ])
  const rows = within((await row('old')).parentElement as HTMLElement).getAllByRole('listitem')
  expect(rows.map((one) => /old|lost|fine/.exec(one.textContent ?? '')?.[0])).toEqual(['old', 'lost', 'fine'])
  expect(await row('lost')).toHaveTextContent('It is gone.')
  expect(screen.getAllByRole('button', { name: 'Open an update' })).toHaveLength(1)
  await userEvent.click(within(await row('old')).getByRole('button', { name: 'Open an update' }))
  expect(asked).toContainEqual({
    path: '/api/scaffolder/v2/drift/update',
    body: { entityRef: 'component:default/old' },
  })
})

test('a host without merge requests is told, and nothing is offered', async () => {
  show([item('old', { state: 'outdated', reason: 'No update can be opened where publish:azure has published.' })])
  expect(await row('old')).toHaveTextContent('publish:azure')
  expect(screen.queryByRole('button', { name: 'Open an update' })).toBeNull()
})

test('an update that is refused says why, in its row', async () => {
  const error = { name: 'InputError', message: 'The repository is gone.' }
  show([item('old', { state: 'outdated' })], () =>
    Response.json({ error, response: { statusCode: 400 } }, { status: 400 }),
  )
  await userEvent.click(within(await row('old')).getByRole('button', { name: 'Open an update' }))
  expect(await within(await row('old')).findByRole('alert')).toHaveTextContent('The repository is gone.')
})

test('nothing made yet', async () => {
  show([])
  expect(await screen.findByText('No template has made a repository with an entity yet.')).toBeVisible()
})
