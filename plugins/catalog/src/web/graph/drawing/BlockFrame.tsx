import { LineEnds } from './LineEnds.tsx'

/** What stands behind neighbours that are drawn as one. */
export const BlockFrame = () => (
  <div className="cat-block">
    <LineEnds />
  </div>
)
