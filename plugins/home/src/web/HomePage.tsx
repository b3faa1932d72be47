import { Button, EmptyState, PageHeading, Popup, useText, useTitleOf } from '@callboard/web'
import { useId, useRef, useState } from 'react'
import { nameOf } from './arrange-widgets.ts'
import { HomeColumn } from './HomeColumn.tsx'
import { type Area, areas } from './own-layout.ts'
import { type Arranging, useArranging } from './use-arranging.ts'
import { useDragging } from './use-dragging.ts'
import { type HomeLayoutState, useHomeLayout } from './use-home-layout.ts'
import { WidgetControls } from './WidgetControls.tsx'

/** Where people come in: what the installed plugins have for them, in the order that suits them. */
export function HomePage() {
  const t = useText()
  const layout = useHomeLayout()
  const root = useRef<HTMLDivElement>(null)
  const arranging = useArranging(layout, root)
  const { drag, handle } = useDragging(root, arranging.moveTo)
  const [isArranging, setArranging] = useState(false)
  const hintId = useId()
  const shown = areas.flatMap((area) => [...layout.first[area], ...layout.columns[area]])
  const canArrange = layout.columns.main.length + layout.columns.aside.length + layout.offers.length > 0
  const column = (area: Area) => (
    <HomeColumn
      area={area}
      layout={layout}
      drag={drag}
      isArranging={isArranging}
      controls={(name, title) => (
        <WidgetControls
          name={name}
          title={title}
          columns={layout.columns}
          arranging={arranging}
          handle={handle(name)}
          hintId={hintId}
        />
      )}
    />
  )
  return (
    <div ref={root}>
      <PageHeading
        title={t('title', 'Home')}
        actions={
          canArrange && (
            <>
              {isArranging && <ArrangeActions layout={layout} arranging={arranging} />}
              <Button
                look={isArranging ? 'primary' : 'quiet'}
                icon={isArranging ? undefined : 'columns'}
                onPress={() => setArranging(!isArranging)}
              >
                {isArranging ? t('arrange.done', 'Done') : t('arrange', 'Arrange')}
              </Button>
            </>
          )
        }
      >
        {isArranging && (
          <p id={hintId} className="cb-muted">
            {t(
              'arrange.hint',
              'Drag a widget by its handle, or move it by the arrow keys or the buttons. It stays that way for you, on every device.',
            )}
          </p>
        )}
      </PageHeading>
      <p role="status" className="cb-visually-hidden">
        {isArranging && arranging.said}
      </p>
      {shown.length === 0 && !isArranging ? (
        <EmptyState
          title={
            canArrange
              ? t('empty.hidden', 'Every widget of this page is hidden.')
              : t('empty', 'No installed plugin has something for this page.')
          }
        />
      ) : (
        // What the widgets show is read meanwhile, so that waiting for the order costs nothing.
        <div className="home-columns" data-arranging={isArranging} data-reading={layout.state === 'reading'}>
          {column('main')}
          {column('aside')}
        </div>
      )}
    </div>
  )
}

function ArrangeActions({ layout, arranging }: { layout: HomeLayoutState; arranging: Arranging }) {
  const t = useText()
  const titleOf = useTitleOf()
  return (
    <>
      <Popup icon="create" label={t('arrange.add', 'Add a widget')}>
        {(close) =>
          layout.offers.length === 0 ? (
            <p className="cb-muted">{t('arrange.add.none', 'Every widget is on the page already.')}</p>
          ) : (
            <ul className="cb-menu">
              {layout.offers.map((widget) => (
                <li key={widget.key}>
                  <button
                    type="button"
                    onClick={() => {
                      close()
                      arranging.add(nameOf(widget))
                    }}
                  >
                    {titleOf(widget)}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Popup>
      <Button
        disabledReason={
          layout.state === 'own' ? undefined : t('arrange.reset.none', 'The page is as it was set up for everybody.')
        }
        onPress={arranging.reset}
      >
        {t('arrange.reset', 'Reset')}
      </Button>
    </>
  )
}
