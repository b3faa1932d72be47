import { type HomeWidget, homeWidget, type Placed } from '@callboard/web'
import { expect, test } from 'vitest'
import { arrangeWidgets } from './arrange-widgets.ts'

const widget = (id: string, area?: 'aside'): Placed<HomeWidget> => ({
  key: `home-widget:demo/${id}`,
  pluginId: 'demo',
  extension: homeWidget({ id, title: id, component: () => null, ...(area && { area }) }),
})

const widgets = [widget('needs'), widget('recent'), widget('starred', 'aside')]

test.each([
  {
    why: 'without config each stands where it was made for',
    wanted: {},
    main: ['needs', 'recent'],
    aside: ['starred'],
  },
  {
    why: 'a list decides about its column, its order included',
    wanted: { main: ['demo/recent', 'demo/needs'] },
    main: ['recent', 'needs'],
    aside: ['starred'],
  },
  {
    why: 'what a list leaves out is not shown',
    wanted: { main: ['demo/needs'] },
    main: ['needs'],
    aside: ['starred'],
  },
  {
    why: 'a widget may move to the other column',
    wanted: { aside: ['demo/recent', 'demo/starred'] },
    main: ['needs'],
    aside: ['recent', 'starred'],
  },
  {
    why: 'a name that nothing has, and one said twice, change nothing',
    wanted: { main: ['demo/needs', 'demo/needs', 'acme/map'] },
    main: ['needs'],
    aside: ['starred'],
  },
])('$why', ({ wanted, main, aside }) => {
  const layout = arrangeWidgets(widgets, wanted)
  expect(layout.main.map(({ extension }) => extension.id)).toEqual(main)
  expect(layout.aside.map(({ extension }) => extension.id)).toEqual(aside)
})
