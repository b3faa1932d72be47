import { useRead } from '@callboard/web'
import { useMemo } from 'react'
import { graph, kinds } from '../../model/routes-insight.ts'
import { relationPairs } from '../entity/relation-words.ts'
import { collapse, mergeEdges, type VisibleGraph } from './graph-model.ts'
import { followedTypes, type GraphState } from './graph-state.ts'

/** A graph to show. */
export interface ShownGraph {
  visible: VisibleGraph
  /** Whether there is more than was asked for. */
  isTruncated: boolean
}

/** Walks the relations from some entities, on the server. */
export function useGraph(state: Omit<GraphState, 'view'>, limit: number): ShownGraph {
  const declared = useRead(kinds)
  const pairs = useMemo(() => relationPairs(declared), [declared])
  const { nodes, edges, isTruncated } = useRead(graph, {
    query: {
      root: [...state.roots],
      depth: state.depth,
      limit,
      ...(state.kinds.length > 0 && { kind: [...state.kinds] }),
      relation: followedTypes(state, pairs),
    },
  })
  const merged = useMemo(() => mergeEdges(edges, pairs), [edges, pairs])
  const collapsed = state.collapsed.join(' ')
  const visible = useMemo(() => collapse(nodes, merged, collapsed.split(' ')), [nodes, merged, collapsed])
  return { visible, isTruncated }
}
