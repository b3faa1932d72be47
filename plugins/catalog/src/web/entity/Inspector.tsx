import { Boundary, type EntityWithRef, IconButton, Loading, onDemand, useSearchParams, useText } from '@callboard/web'
import { useEffect, useId, useRef } from 'react'

/** What the inspector shows: the address names it as `inspect`. */
export type InspectorView = 'overview' | 'ancestry' | 'relations' | 'yaml' | 'json'

const views: readonly InspectorView[] = ['overview', 'ancestry', 'relations', 'yaml', 'json']

const Content = onDemand(() => import('./InspectorContent.tsx').then(({ InspectorContent }) => InspectorContent))

/** A dialog with everything that is known about an entity, when the address asks for it. */
export function Inspector({ entity }: { entity: EntityWithRef }) {
  const [params, setParams] = useSearchParams()
  const asked = params.get('inspect')
  if (asked === null) return null
  const view = views.find((one) => one === asked) ?? 'overview'
  const show = (next: InspectorView | undefined) =>
    setParams(
      (before) => {
        if (next === undefined) before.delete('inspect')
        else before.set('inspect', next)
        return before
      },
      { replace: true },
    )
  return <InspectorDialog entity={entity} view={view} onShow={show} />
}

interface DialogProps {
  entity: EntityWithRef
  view: InspectorView
  onShow: (view: InspectorView | undefined) => void
}

function InspectorDialog({ entity, view, onShow }: DialogProps) {
  const t = useText()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  function close() {
    // Closed before it is unmounted: only then does the browser give the focus back.
    dialog.current?.close()
    onShow(undefined)
  }

  const titles: Record<InspectorView, string> = {
    overview: t('inspect.overview', 'Overview'),
    ancestry: t('inspect.ancestry', 'Ancestry'),
    relations: t('inspect.relations', 'Relations'),
    yaml: t('inspect.yaml', 'YAML'),
    json: t('inspect.json', 'JSON'),
  }
  return (
    <dialog
      ref={dialog}
      className="cb-dialog cat-inspector"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
    >
      <header className="cat-inspector-header">
        <h2 id={id}>{t('inspect.title', 'Inspect {ref}', { ref: entity.ref })}</h2>
        <IconButton icon="close" label={t('inspect.close', 'Close')} onPress={close} />
      </header>
      <nav className="cat-tabs" aria-label={t('inspect.views', 'What to inspect')}>
        {views.map((one) => (
          <button key={one} type="button" aria-current={one === view ? 'true' : undefined} onClick={() => onShow(one)}>
            {titles[one]}
          </button>
        ))}
      </nav>
      <Boundary title={titles[view]} loading={<Loading lines={6} />} resetOn={view}>
        <Content entity={entity} view={view} />
      </Boundary>
    </dialog>
  )
}
