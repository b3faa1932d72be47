import { expect, test } from 'vitest'
import { relationPairs } from '../entity/relation-words.ts'
import { collapse, type GraphEdge, type GraphNode, mergeEdges } from './graph-model.ts'
import { followedTypes, parseGraphState, writeGraphState } from './graph-state.ts'

const pairs = relationPairs([{ relations: [{ type: 'performedAt', inverse: 'hosts' }] }])
const node = (ref: string, depth: number): GraphNode => ({
  ref,
  kind: 'component',
  title: ref,
  depth,
  isMissing: false,
})
const edge = (sourceRef: string, targetRef: string): GraphEdge => ({ sourceRef, type: 'dependsOn', targetRef })

test('a relation met from both its ends is one relation, as its author wrote it', () => {
  const walked = [
    { sourceRef: 'a', type: 'dependsOn', targetRef: 'b' },
    { sourceRef: 'b', type: 'dependencyOf', targetRef: 'a' },
    { sourceRef: 'h', type: 'hosts', targetRef: 'p' },
    { sourceRef: 'a', type: 'inventedBy', targetRef: 'c' },
  ]
  expect(mergeEdges(walked, pairs)).toEqual([
    { sourceRef: 'a', type: 'dependsOn', targetRef: 'b' },
    { sourceRef: 'p', type: 'performedAt', targetRef: 'h' },
    { sourceRef: 'a', type: 'inventedBy', targetRef: 'c' },
  ])
})

test('collapsing hides what is reached in no other way', () => {
  const nodes = [node('root', 0), node('left', 1), node('right', 1), node('only', 2), node('both', 2)]
  const edges = [
    edge('root', 'left'),
    edge('root', 'right'),
    edge('left', 'only'),
    edge('left', 'both'),
    edge('right', 'both'),
  ]
  const { nodes: shown, edges: lines, behind } = collapse(nodes, edges, ['left'])
  expect(shown.map(({ ref }) => ref)).toEqual(['root', 'left', 'right', 'both'])
  expect(lines).toHaveLength(4)
  expect(behind.get('left')).toBe(1)
  expect(behind.get('right')).toBeUndefined()
})

test('a root cannot be collapsed away, and circles end', () => {
  const nodes = [node('a', 0), node('b', 1)]
  expect(collapse(nodes, [edge('a', 'b'), edge('b', 'a')], ['a']).nodes).toHaveLength(2)
})

test.each([
  {
    why: 'the state survives the address',
    query: 'root=a%3Ab%2Fc&depth=3&kind=api&relation=dependsOn&direction=incoming&collapsed=x&view=table',
  },
  { why: 'a default is left out', query: 'root=a%3Ab%2Fc' },
])('$why', ({ query }) => {
  expect(writeGraphState(parseGraphState(new URLSearchParams(query))).toString()).toBe(query)
})

test('links of the field are understood, nonsense falls back', () => {
  const query = 'rootEntityRefs[]=component:default/a&maxDepth=2&selectedKinds[]=API&direction=LR'
  expect(parseGraphState(new URLSearchParams(query))).toMatchObject({
    roots: ['component:default/a'],
    depth: 2,
    kinds: ['api'],
    direction: 'both',
  })
  expect(parseGraphState(new URLSearchParams('depth=many')).depth).toBe(1)
})

test.each([
  { why: 'everything is followed without filters', relations: [], direction: 'both', types: undefined },
  {
    why: 'a relation is followed from both ends',
    relations: ['dependsOn'],
    direction: 'both',
    types: ['dependsOn', 'dependencyOf'],
  },
  { why: 'or only as it was written', relations: ['dependsOn'], direction: 'outgoing', types: ['dependsOn'] },
  { why: 'or only against it', relations: ['performedAt'], direction: 'incoming', types: ['hosts'] },
] as const)('$why', ({ relations, direction, types }) => {
  expect(followedTypes({ relations, direction }, pairs)).toEqual(types)
})
