import ELK from 'elkjs'
import { expect, test } from 'vitest'
import type { GraphEdge, GraphNode } from '../graph-model.ts'
import { columnsOf } from './columns.ts'
import { curvedPath } from './curved-path.ts'
import { fromElk, type Layout, toElk } from './elk-graph.ts'
import { flowElements, withLight, withTabStop } from './flow-elements.ts'
import { nodeHeight, nodeWidth, planSketch } from './sketch.ts'
import { firstView, isInView, steadyView } from './view.ts'
import { nextNode } from './walk.ts'

const node = (ref: string, depth: number): GraphNode => ({
  ref,
  kind: 'component',
  title: ref,
  depth,
  isMissing: false,
})
const edge = (sourceRef: string, targetRef: string, type = 'dependsOn'): GraphEdge => ({ sourceRef, type, targetRef })
const many = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`)

/** By the real engine, as the worker would. */
async function place(nodes: readonly GraphNode[], edges: readonly GraphEdge[], name?: string): Promise<Layout> {
  const sketch = planSketch({ nodes, edges })
  return fromElk(sketch, await new ELK.default().layout(toElk(sketch, () => name)))
}

test('what the root points at is to its right, what points at it to its left, each step further out', () => {
  const nodes = [node('root', 0), node('needs', 1), node('user', 1), node('beyond', 2), node('further', 2)]
  const edges = [edge('root', 'needs'), edge('user', 'root'), edge('user', 'beyond'), edge('further', 'needs')]
  expect(Object.fromEntries(columnsOf({ nodes, edges }))).toEqual({
    root: 0,
    needs: 1,
    user: -1,
    beyond: -2,
    further: 2,
  })
})

test('two relations between the same entities are one line, there and back are two', () => {
  const { lines } = planSketch({
    nodes: [node('a', 0), node('b', 1)],
    edges: [edge('a', 'b'), edge('a', 'b', 'consumesApi'), edge('b', 'a')],
  })
  expect(lines).toEqual([
    { id: 'a b', source: 'a', target: 'b', types: ['dependsOn', 'consumesApi'] },
    { id: 'b a', source: 'b', target: 'a', types: ['dependsOn'] },
  ])
})

test.each([
  { why: 'many neighbours of one sort are a block with one line', refs: many(20), other: [], boxes: 2, lines: 1 },
  { why: 'a few stand each for themselves', refs: many(6), other: [], boxes: 7, lines: 6 },
  { why: 'who leads elsewhere is in no block', refs: many(20), other: [edge('n0', 'n1')], boxes: 4, lines: 4 },
  {
    why: 'who leads there in another way is in no block',
    refs: many(20),
    other: [edge('root', 'n0', 'partOf')],
    boxes: 3,
    lines: 2,
  },
])('$why', ({ refs, other, boxes, lines }) => {
  const sketch = planSketch({
    nodes: [node('root', 0), ...refs.map((ref) => node(ref, 1))],
    edges: [...refs.map((ref) => edge('root', ref)), ...other],
  })
  expect([sketch.boxes.length, sketch.lines.length]).toEqual([boxes, lines])
  expect(sketch.boxes.flatMap((box) => box.refs).toSorted()).toEqual(['root', ...refs].toSorted())
})

test('two hundred entities are placed without touching each other, and every line reaches both its ends', async () => {
  const refs = many(199)
  const nodes = [node('root', 0), ...refs.map((ref, n) => node(ref, n < 60 ? 1 : 2))]
  const edges = refs.flatMap((ref, n) => [
    n < 60 ? edge('root', ref) : edge(`n${n % 60}`, ref),
    ...(n % 5 === 0 ? [edge(ref, `n${(n * 7 + 1) % 199}`)] : []),
  ])
  const { places, routes, width, height } = await place(nodes, edges)
  const all = [...places]
  expect(all).toHaveLength(200)
  for (const [index, [, one]] of all.entries()) {
    expect(one.x + nodeWidth).toBeLessThanOrEqual(width)
    expect(one.y + nodeHeight).toBeLessThanOrEqual(height)
    const touching = all
      .slice(index + 1)
      .filter(([, { x, y }]) => Math.abs(x - one.x) < nodeWidth && Math.abs(y - one.y) < nodeHeight)
    expect(touching).toEqual([])
  }
  expect(routes).toHaveLength(planSketch({ nodes, edges }).lines.length)
}, 60_000)

test('a line leaves room for its name, and the name is on it', async () => {
  const nodes = [node('root', 0), node('needs', 1)]
  const gap = ({ places }: Layout) => (places.get('needs')?.x ?? 0) - (places.get('root')?.x ?? 0) - nodeWidth
  const named = await place(nodes, [edge('root', 'needs')], 'depends on')
  expect(gap(named)).toBeGreaterThan(gap(await place(nodes, [edge('root', 'needs')])))
  const [route] = named.routes
  expect(route?.labelAt.x).toBeGreaterThan(route?.points[0]?.x ?? Number.NaN)
  expect(route?.labelAt.x).toBeLessThan(route?.points.at(-1)?.x ?? Number.NaN)
})

test('columns stand in their order, whatever the relations inside of one', async () => {
  const { places } = await place(
    [node('root', 0), node('user', 1), node('needs', 1), node('also', 1)],
    [edge('root', 'needs'), edge('root', 'also'), edge('needs', 'also'), edge('user', 'root')],
  )
  const columns = ['user', 'root', 'needs'].map((ref) => places.get(ref)?.x ?? Number.NaN)
  expect(columns).toEqual(columns.toSorted((one, other) => one - other))
})

const layout: Layout = {
  width: 500,
  height: 300,
  places: new Map([
    ['root', { x: 10, y: 100 }],
    ['right', { x: 290, y: 110 }],
    ['low', { x: 290, y: 200 }],
  ]),
  blocks: [{ id: 'right low', refs: ['right', 'low'], column: 1, columns: 1, x: 280, y: 90, width: 220, height: 170 }],
  routes: [
    {
      id: 'root right low',
      source: 'root',
      target: 'right low',
      types: ['dependsOn'],
      points: [
        { x: 210, y: 120 },
        { x: 280, y: 120 },
      ],
      labelAt: { x: 245, y: 120 },
    },
  ],
}

test('the canvas gets a node for each entity and block, and a line between them that tells nobody twice', () => {
  const nodes = [node('root', 0), node('right', 1), node('low', 1)]
  const { nodes: drawn, lines } = flowElements({ nodes, edges: [], behind: new Map([['right', 3]]) }, layout, {
    nameOf: ({ types }) => types.join(),
    isNamed: true,
  })
  expect(drawn.map(({ id, type, position }) => [id, type, position.x])).toEqual([
    ['right low', 'block', 280],
    ['root', 'entity', 10],
    ['right', 'entity', 290],
    ['low', 'entity', 290],
  ])
  expect(drawn[2]?.data).toMatchObject({ behind: 3, isTabStop: false })
  expect(lines[0]).toMatchObject({ source: 'root', target: 'right low', data: { name: 'dependsOn', isLit: false } })
  expect(lines[0]?.domAttributes).toMatchObject({ 'aria-hidden': true })
  expect(withTabStop(drawn, 'low').filter(({ data }) => 'isTabStop' in data && data.isTabStop)).toHaveLength(1)
  expect(withLight(lines, 'low', layout)[0]?.data?.isLit).toBe(true)
  expect(withLight(lines, undefined, layout)).toEqual(lines)
})

test.each([
  {
    why: 'what is smaller than the frame stands in its middle',
    frame: { width: 900, height: 700 },
    view: { x: 200, y: 200, zoom: 1 },
  },
  { why: 'what is a little larger shrinks', frame: { width: 400, height: 300 }, view: { x: 0, y: 30, zoom: 0.8 } },
  {
    why: 'what would be too small is shown from where the root is',
    frame: { width: 200, height: 300 },
    view: { x: 0, y: 52.5, zoom: 0.65 },
  },
])('$why', ({ frame, view }) => {
  expect(firstView(layout, { ...frame, top: 0 }, 'root')).toEqual(view)
})

test('what is covered on top is left free', () => {
  expect(firstView(layout, { width: 400, height: 348, top: 48 }, 'root')).toEqual({ x: 0, y: 78, zoom: 0.8 })
})

test('an entity that moves in the drawing stays where it was on the screen', () => {
  const view = { x: 5, y: 5, zoom: 0.5 }
  const steady = steadyView(view, { x: 100, y: 40 }, { x: 300, y: 20 })
  expect(300 * steady.zoom + steady.x).toBe(100 * view.zoom + view.x)
  expect(20 * steady.zoom + steady.y).toBe(40 * view.zoom + view.y)
})

test('a name that only shows with light stands at the end that was not pointed at', () => {
  const { lines } = flowElements({ nodes: [node('root', 0)], edges: [], behind: new Map() }, layout, {
    nameOf: () => 'name',
    isNamed: false,
  })
  const nameAt = (ref: string) => withLight(lines, ref, layout)[0]?.data?.nameAt
  expect(nameAt('root')).toEqual({ x: 280 - 24, y: 120 })
  expect(nameAt('right')).toEqual({ x: 210 + 24, y: 120 })
})

test.each([
  { why: 'inside', place: { x: 0, y: 0 }, isSeen: true },
  { why: 'over the left end', place: { x: -1, y: 0 }, isSeen: false },
  { why: 'over the right end', place: { x: 801, y: 0 }, isSeen: false },
  { why: 'over the lower end', place: { x: 0, y: 960 }, isSeen: false },
])('an entity $why is seen: $isSeen', ({ place, isSeen }) => {
  expect(isInView(place, { x: 0, y: 0, zoom: 0.5 }, { width: 500, height: 500 })).toBe(isSeen)
})

test.each([
  { from: 'root', key: 'ArrowRight', to: 'right' },
  { from: 'right', key: 'ArrowDown', to: 'low' },
  { from: 'low', key: 'ArrowUp', to: 'right' },
  { from: 'low', key: 'ArrowLeft', to: 'root' },
  { from: 'root', key: 'ArrowLeft', to: undefined },
  { from: 'root', key: 'a', to: undefined },
])('$key leads from $from to $to', ({ from, key, to }) => {
  expect(nextNode(from, key, layout.places)).toBe(to)
})

test.each([
  { why: 'a curve', points: [0, 1, 2, 3], path: 'M0 0C1 1 2 2 3 3' },
  { why: 'a straight line', points: [0, 4], path: 'M0 0L4 4' },
  { why: 'nothing', points: [], path: '' },
])('$why becomes a path', ({ points, path }) => {
  expect(curvedPath(points.map((at) => ({ x: at, y: at })))).toBe(path)
})
