import { type Entity, entityRefOf } from '@callboard/model'
import { queryEntitiesByPredicate } from '@callboard/plugin-catalog'
import { Boundary, Button, Loading, useAnnounce, useRead, useText } from '@callboard/web'
import { useId, useRef } from 'react'
import { newTemplate } from './new-template.ts'
import { bytesOf, type Project, projectOfFolder, projectOfUploads } from './project.ts'

/** What an {@link OpenProject} offers. */
export interface OpenProjectProps {
  onOpen: (project: Project) => void
  /** A template of the catalog, by its ref. */
  onTemplate: (ref: string) => void
}

/** Chromium can write into folders of the machine; other browsers only read them. */
const folderPicker = (
  globalThis as { showDirectoryPicker?: (options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle> }
).showDirectoryPicker?.bind(globalThis)

/** The ways to begin. */
export function OpenProject({ onOpen, onTemplate }: OpenProjectProps) {
  const t = useText()
  const announce = useAnnounce()
  const input = useRef<HTMLInputElement>(null)

  async function openFolder() {
    if (!folderPicker) return input.current?.click()
    try {
      onOpen(await projectOfFolder(await folderPicker({ mode: 'readwrite' })))
    } catch (error) {
      // Whoever closes the dialog has changed their mind.
      if (error instanceof DOMException && error.name === 'AbortError') return
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('editor.folder.failed', 'The folder could not be opened: {reason}', { reason }))
    }
  }

  return (
    <div className="editor-open">
      <section aria-labelledby="editor-catalog">
        <h2 id="editor-catalog">{t('editor.catalog', 'A template of the catalog')}</h2>
        <p className="cb-muted">
          {t('editor.catalog.hint', 'Change it and try it here; nothing is written back to where it came from.')}
        </p>
        <Boundary title={t('editor.templates', 'The templates')} loading={<Loading lines={1} />}>
          <CatalogTemplates onTemplate={onTemplate} />
        </Boundary>
      </section>
      <section aria-labelledby="editor-folder">
        <h2 id="editor-folder">{t('editor.folder', 'A folder of this machine')}</h2>
        <p className="cb-muted">
          {folderPicker
            ? t('editor.folder.hint', 'Its files are read in the browser, and written when you save them.')
            : t('editor.folder.read-only', 'Its files are read in the browser; download what you change.')}
        </p>
        <Button icon="folder" onPress={() => void openFolder()}>
          {t('editor.folder.open', 'Open a folder')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={t('editor.folder.open', 'Open a folder')}
          // React knows no folders.
          {...{ webkitdirectory: '' }}
          onChange={({ target }) => {
            if (target.files?.length) void projectOfUploads([...target.files]).then(onOpen)
          }}
        />
      </section>
      <section aria-labelledby="editor-new">
        <h2 id="editor-new">{t('editor.new', 'A new template')}</h2>
        <p className="cb-muted">{t('editor.new.hint', 'A small one that runs, to begin with.')}</p>
        <Button
          icon="create"
          onPress={() =>
            onOpen({
              title: t('editor.new', 'A new template'),
              files: newTemplate.map(({ path, text }) => ({ path, content: bytesOf(text) })),
            })
          }
        >
          {t('editor.new.open', 'Begin a template')}
        </Button>
      </section>
    </div>
  )
}

function CatalogTemplates({ onTemplate }: { onTemplate: (ref: string) => void }) {
  const t = useText()
  const id = useId()
  const { items } = useRead(queryEntitiesByPredicate, {
    plugin: 'catalog',
    body: {
      query: { kind: 'template' },
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title'],
      orderBy: [{ field: 'metadata.name', order: 'asc' }],
      limit: 500,
    },
  })
  // With these fields it is an entity as far as names go.
  const templates = items as unknown as readonly Entity[]
  return (
    <div className="task-field">
      <label htmlFor={id}>{t('editor.choose', 'Template')}</label>
      <select id={id} value="" onChange={({ target }) => onTemplate(target.value)}>
        <option value="" disabled>
          {templates.length === 0
            ? t('editor.choose.none', 'The catalog has none')
            : t('editor.choose.one', 'Choose one')}
        </option>
        {templates.map((template) => (
          <option key={entityRefOf(template)} value={entityRefOf(template)}>
            {template.metadata.title ?? template.metadata.name}
          </option>
        ))}
      </select>
    </div>
  )
}
