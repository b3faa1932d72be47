import { Card, ExtensionBoundary, type HomeWidget, type Placed, useText, useTitleOf } from '@callboard/web'
import type { ReactNode } from 'react'
import type { Area } from './own-layout.ts'
import type { Drag } from './use-dragging.ts'
import type { HomeLayoutState } from './use-home-layout.ts'

/** What a {@link HomeColumn} shows. */
export interface HomeColumnProps {
  area: Area
  layout: HomeLayoutState
  drag: Drag | undefined
  isArranging: boolean
  /** What moves and hides a widget; asked for while people arrange. */
  controls: (name: string, title: string) => ReactNode
}

/** A column of the home page. */
export function HomeColumn({ area, layout, drag, isArranging, controls }: HomeColumnProps) {
  const t = useText()
  const first = layout.first[area]
  const names = layout.columns[area]
  if (first.length + names.length === 0 && !isArranging) return null
  const standing = names.filter((name) => name !== drag?.name)
  const landing = drag?.over?.area === area ? drag.over.index : undefined
  return (
    <section
      className="home-column"
      data-area={area}
      data-landing={landing === standing.length}
      aria-label={
        isArranging
          ? area === 'main'
            ? t('arrange.area.main', 'Wide column')
            : t('arrange.area.aside', 'Narrow column')
          : undefined
      }
    >
      {first.map((widget) => (
        <Widget key={widget.key} widget={widget} isArranging={isArranging} />
      ))}
      {names.map((name) => {
        const widget = layout.widgetOf(name)
        if (!widget) return null
        return (
          <div
            key={widget.key}
            className="home-place"
            data-widget={name}
            data-landing={landing !== undefined && standing[landing] === name}
            data-dragged={drag?.name === name}
            style={drag?.name === name ? { translate: `${drag.by.x}px ${drag.by.y}px` } : undefined}
          >
            <Widget widget={widget} isArranging={isArranging} controls={(title) => controls(name, title)} />
          </div>
        )
      })}
      {isArranging && names.length === 0 && <p className="cb-muted">{t('arrange.area.empty', 'Nothing here yet.')}</p>}
    </section>
  )
}

interface WidgetProps {
  widget: Placed<HomeWidget>
  isArranging: boolean
  /** Missing: it stays where it is. */
  controls?: (title: string) => ReactNode
}

function Widget({ widget, isArranging, controls }: WidgetProps) {
  const t = useText()
  const title = useTitleOf()(widget)
  const { key, pluginId, extension } = widget
  const Content = extension.component
  const stays = <span className="cb-muted">{t('arrange.first', 'Always first')}</span>
  return (
    <Card title={title} aside={isArranging && (controls ? controls(title) : stays)}>
      {/* While people arrange, what a widget shows is a picture of it. */}
      <div className="home-content" inert={isArranging}>
        <ExtensionBoundary pluginId={pluginId} extensionKey={key} title={title}>
          <Content />
        </ExtensionBoundary>
      </div>
    </Card>
  )
}
