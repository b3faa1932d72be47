import '@testing-library/jest-dom/vitest'
import { defineWebPlugin, homeWidget } from '@callboard/web'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import home from './index.tsx'

afterEach(endPortal)

const demo = defineWebPlugin({
  id: 'demo',
  extensions: [
    homeWidget({ id: 'one', title: 'One', component: () => <p>First</p> }),
    homeWidget({ id: 'two', title: 'Two', component: () => <p>Second</p> }),
  ],
})

const headings = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)

test('every widget is shown, with its title', async () => {
  renderPortal({ plugins: [home, demo] })
  expect(await screen.findByText('Second')).toBeVisible()
  expect(headings()).toEqual(['One', 'Two', 'Quick links'])
})

test('the config arranges widgets, and has the quick links', async () => {
  const links = [
    { title: 'Wiki', url: 'https://wiki.example', description: 'Rotas' },
    { title: 'APIs', url: '/catalog?kind=api' },
    { title: 'Trap', url: 'javascript:alert(1)' },
  ]
  renderPortal({
    plugins: [home, demo],
    config: { app: { home: { main: ['demo/two'], aside: ['home/links', 'demo/one'], links } } },
  })
  expect(await screen.findByRole('link', { name: 'Wiki' })).toHaveAttribute('href', 'https://wiki.example/')
  expect(screen.getByRole('link', { name: 'APIs' })).toHaveAttribute('href', '/catalog?kind=api')
  expect(screen.queryByRole('link', { name: 'Trap' })).toBeNull()
  expect(headings()).toEqual(['Two', 'Quick links', 'One'])
})
