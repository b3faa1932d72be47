import { Button, IconButton, Link, useAnnounce, useText } from '@callboard/web'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { type ListState, parseListState } from './list-state.ts'
import { type SavedView, searchOf, useSavedViews } from './saved-views.ts'

/** The saved views as tabs; each is a link that others may open, too. */
export function ViewTabs({ state }: { state: ListState }) {
  const t = useText()
  const announce = useAnnounce()
  const { views, remove } = useSavedViews()
  if (views.length === 0) return null
  const shown = searchOf(state)
  async function forget(view: SavedView) {
    await remove(view)
    announce(t('views.removed', 'The view “{title}” is removed.', { title: view.title }))
  }
  return (
    <nav className="cat-tabs cat-views" aria-label={t('views', 'Saved views')}>
      <ul>
        {views.map((view) => {
          // Written by an older portal, perhaps: the same list may have had another address.
          const search = searchOf(parseListState(new URLSearchParams(view.search)))
          const isShown = search === shown
          return (
            <li key={view.title}>
              <Link to={{ search }} aria-current={isShown ? 'true' : undefined}>
                {view.title}
              </Link>
              {isShown && (
                <IconButton
                  icon="close"
                  label={t('views.remove', 'Remove the view “{title}”', { title: view.title })}
                  onPress={() => void forget(view)}
                />
              )}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** Keeps what is shown as a view. */
export function SaveView({ state }: { state: ListState }) {
  const t = useText()
  const announce = useAnnounce()
  const { views, save } = useSavedViews()
  const [isAsking, setAsking] = useState(false)
  const search = searchOf(state)
  const existing = views.find((view) => view.search === search)

  async function keep(title: string) {
    setAsking(false)
    await save({ title, search })
    announce(t('views.saved', 'The view “{title}” is saved.', { title }))
  }

  return (
    <>
      <Button
        icon="bookmark"
        disabledReason={existing && t('views.exists', 'This is the view “{title}” already.', { title: existing.title })}
        onPress={() => setAsking(true)}
      >
        {t('views.save', 'Save view')}
      </Button>
      {isAsking && <NameDialog onCancel={() => setAsking(false)} onName={(title) => void keep(title)} />}
    </>
  )
}

function NameDialog({ onName, onCancel }: { onName: (title: string) => void; onCancel: () => void }) {
  const t = useText()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [title, setTitle] = useState('')
  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  function submit(event: FormEvent) {
    event.preventDefault()
    if (title.trim() === '') return
    dialog.current?.close()
    onName(title.trim())
  }

  return (
    <dialog
      ref={dialog}
      className="cb-dialog"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault()
        dialog.current?.close()
        onCancel()
      }}
    >
      <form onSubmit={submit} className="cat-name-form">
        <h2 id={`${id}-title`}>{t('views.save', 'Save view')}</h2>
        <label htmlFor={id}>{t('views.name', 'Name of the view')}</label>
        <input id={id} required maxLength={60} value={title} onChange={(event) => setTitle(event.target.value)} />
        <p className="cb-muted">
          {t('views.hint', 'It becomes a tab for you. To share it, give others the address of this page.')}
        </p>
        <div className="cb-dialog-actions">
          <Button
            onPress={() => {
              dialog.current?.close()
              onCancel()
            }}
          >
            {t('views.cancel', 'Cancel')}
          </Button>
          <button type="submit" className="cb-button cb-button-primary">
            {t('views.keep', 'Save')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
