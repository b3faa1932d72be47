import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useShellText } from '../text/use-text.tsx'
import { Icon } from '../ui/icons.tsx'
import { Marked } from '../ui/Marked.tsx'
import { allKey, type PaletteEntry, type PaletteGroup, usePaletteGroups } from './use-entries.ts'

/** What the {@link Palette} may open or end. */
export interface PaletteProps {
  onClose: () => void
  onShortcuts: () => void
}

/** Finds anything by typing: entities, people, kinds, pages and actions. A combobox in a dialog. */
export function Palette({ onClose, onShortcuts }: PaletteProps) {
  const t = useShellText()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const [wanted, setWanted] = useState<string>()
  const { groups, state } = usePaletteGroups(typed, () => {
    onShortcuts()
  })
  const entries = groups.flatMap((group) => group.entries)
  // What was highlighted may be gone with the next letter: then the first line is.
  const highlighted = entries.find(({ key }) => key === wanted) ?? entries[0]

  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  usePrepared(highlighted)

  function close() {
    // Closed before it is unmounted: only then does the browser give the focus back.
    dialog.current?.close()
    onClose()
  }

  function run(entry: PaletteEntry) {
    close()
    entry.run()
  }

  function steer(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && entries.length > 0) {
      event.preventDefault()
      const place = highlighted ? entries.indexOf(highlighted) : -1
      setWanted(entries[(place + step + entries.length) % entries.length]?.key)
    }
    if (event.key === 'Enter' && highlighted) {
      event.preventDefault()
      run(highlighted)
    }
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too, by the browser's own doing
    <dialog
      ref={dialog}
      className="cb-palette"
      aria-label={t('palette.title', 'Search')}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close()
      }}
    >
      <div className="cb-palette-inside">
        <div className="cb-palette-field">
          <Icon name="search" />
          <input
            type="text"
            role="combobox"
            aria-label={t('palette.field', 'Find anything')}
            aria-expanded={entries.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={highlighted && `${id}-${highlighted.key}`}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder={t('palette.placeholder', 'Name of an entity, page or action')}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              setWanted(undefined)
            }}
            onKeyDown={steer}
          />
          <button type="button" className="cb-palette-close" onClick={close}>
            {t('palette.close', 'Close')}
          </button>
        </div>
        <Groups id={id} groups={groups} highlighted={highlighted} onHighlight={setWanted} onRun={run} />
        <p className="cb-palette-status" role="status">
          {statusOf()}
        </p>
        <p className="cb-palette-signs">
          {t('palette.signs', 'Begin with > for actions, @ for people and teams, # for kinds.')}
        </p>
      </div>
    </dialog>
  )

  function statusOf(): string {
    if (state === 'searching') return t('palette.searching', 'Searching…')
    if (state === 'failed') return t('palette.failed', 'Not everything could be searched. Type on to try again.')
    const count = groups.flatMap(({ key, entries }) => (key === allKey ? [] : entries)).length
    if (count === 0) return t('palette.none', 'Nothing is called that.')
    return t('palette.count', '{count, plural, one {# result} other {# results}}', { count })
  }
}

interface GroupsProps {
  id: string
  groups: readonly PaletteGroup[]
  highlighted: PaletteEntry | undefined
  onHighlight: (key: string) => void
  onRun: (entry: PaletteEntry) => void
}

function Groups({ id, groups, highlighted, onHighlight, onRun }: GroupsProps) {
  const t = useShellText()
  return (
    // The field has the focus, and says by aria-activedescendant which option is meant.
    <div
      id={`${id}-list`}
      role="listbox"
      tabIndex={-1}
      className="cb-palette-list"
      aria-label={t('palette.results', 'Results')}
    >
      {groups.map((group, place) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a list of options
        <div
          key={group.key}
          role="group"
          className={group.key === allKey ? 'cb-palette-all' : undefined}
          aria-labelledby={`${id}-group-${place}`}
        >
          <p id={`${id}-group-${place}`} role="presentation">
            {group.title}
          </p>
          {group.entries.map((entry) => (
            <Option
              key={entry.key}
              id={`${id}-${entry.key}`}
              entry={entry}
              isHighlighted={entry === highlighted}
              onHighlight={onHighlight}
              onRun={onRun}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface OptionProps {
  id: string
  entry: PaletteEntry
  isHighlighted: boolean
  onHighlight: (key: string) => void
  onRun: (entry: PaletteEntry) => void
}

function Option({ id, entry, isHighlighted, onHighlight, onRun }: OptionProps) {
  const option = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isHighlighted) option.current?.scrollIntoView?.({ block: 'nearest' })
  }, [isHighlighted])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      ref={option}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isHighlighted}
      className="cb-palette-option"
      onPointerMove={() => onHighlight(entry.key)}
      // The focus stays in the field.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onRun(entry)}
    >
      <Icon name={entry.icon} />
      <span className="cb-palette-name">
        {entry.pieces ? <Marked pieces={entry.pieces} /> : entry.title}
        {entry.excerpt && (
          <span className="cb-palette-excerpt">
            <Marked pieces={entry.excerpt} />
          </span>
        )}
      </span>
      {entry.detail && <span className="cb-palette-detail">{entry.detail}</span>}
    </div>
  )
}

/** Resting on a line this long is a sign of interest. */
const intentMs = 80

function usePrepared(entry: PaletteEntry | undefined) {
  const latest = useRef(entry)
  useEffect(() => {
    latest.current = entry
  })
  const key = entry?.key
  useEffect(() => {
    if (key === undefined) return undefined
    const timer = setTimeout(() => latest.current?.prepare?.(), intentMs)
    return () => clearTimeout(timer)
  }, [key])
}
