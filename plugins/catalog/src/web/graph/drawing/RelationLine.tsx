import type { EdgeProps } from '@xyflow/react'
import type { LineElement } from './flow-elements.ts'

/** A line on the way that it was given, with its name on it. */
export function RelationLine({ data, markerEnd }: EdgeProps<LineElement>) {
  if (!data) return null
  return (
    <g className="cat-line" data-lit={data.isLit || undefined}>
      <path d={data.path} markerEnd={markerEnd} />
      {(data.isNamed || data.isLit) && (
        <text x={data.nameAt.x} y={data.nameAt.y}>
          {data.name}
        </text>
      )}
    </g>
  )
}
