import { Handle, Position } from '@xyflow/react'

/** Nobody sees or moves them, but without its ends the canvas draws no line. */
export const LineEnds = () => (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} />
    <Handle type="source" position={Position.Right} isConnectable={false} />
  </>
)
