import { useText } from '@callboard/web'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { relationLabel } from '../../entity/relation-words.ts'
import type { VisibleGraph } from '../graph-model.ts'
import { fromElk, type Layout, toElk } from './elk-graph.ts'
import { type FlowElements, flowElements } from './flow-elements.ts'
import { layOut } from './lay-out.ts'
import { type Line, planSketch } from './sketch.ts'

/** More lines than this, and their names would cover everything: then only those of one entity are shown. */
const namesUpTo = 60

/** A graph with its places, ready to be drawn. */
export interface PlacedGraph extends FlowElements {
  layout: Layout
}

/** Places a graph; suspends until that is done. A layout that was made before is there at once. */
export function useLayout(graph: VisibleGraph): PlacedGraph {
  const t = useText()
  const { sketch, wanted, names } = useMemo(() => {
    const nameOf = ({ types }: Line) => types.map((type) => relationLabel(type, t)).join(', ')
    const sketch = planSketch(graph)
    const isNamed = sketch.lines.length <= namesUpTo
    return { sketch, wanted: toElk(sketch, isNamed ? nameOf : () => undefined), names: { nameOf, isNamed } }
  }, [graph, t])
  const { data } = useSuspenseQuery({
    // Not below the plugin's id: what is read from the server again says nothing about a layout.
    queryKey: ['graph-layout', wanted],
    queryFn: () => layOut(wanted),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return useMemo(() => {
    const layout = fromElk(sketch, data)
    return { layout, ...flowElements(graph, layout, names) }
  }, [graph, sketch, data, names])
}
