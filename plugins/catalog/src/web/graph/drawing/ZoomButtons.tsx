import { IconButton, useText } from '@callboard/web'
import { Panel } from '@xyflow/react'
import type { ViewControls } from './use-view.ts'

/** Makes the drawing larger and smaller, and fits it into its frame. */
export function ZoomButtons({ view }: { view: ViewControls }) {
  const t = useText()
  return (
    <Panel position="top-right" className="cat-zoom">
      <IconButton icon="zoomIn" label={t('graph.zoom-in', 'Zoom in')} onPress={view.zoomIn} />
      <IconButton icon="zoomOut" label={t('graph.zoom-out', 'Zoom out')} onPress={view.zoomOut} />
      <IconButton icon="fit" label={t('graph.fit', 'Show all of it')} onPress={view.fit} />
    </Panel>
  )
}
