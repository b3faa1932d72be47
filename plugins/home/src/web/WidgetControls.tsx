import { Icon, IconButton, useText } from '@callboard/web'
import type { KeyboardEvent } from 'react'
import type { Columns, Step } from './own-layout.ts'
import { placeOf, stepFrom } from './own-layout.ts'
import type { Arranging } from './use-arranging.ts'
import type { HandleEvents } from './use-dragging.ts'

/** What {@link WidgetControls} belong to. */
export interface WidgetControlsProps {
  name: string
  title: string
  columns: Columns
  arranging: Arranging
  handle: HandleEvents
  /** Of the sentence that explains the keys. */
  hintId: string
}

const stepOfKey: Readonly<Record<string, Step>> = { ArrowUp: 'up', ArrowDown: 'down' }

/** Moves and hides a widget: by a handle to drag or to use the arrow keys on, and by a button for each deed. */
export function WidgetControls({ name, title, columns, arranging, handle, hintId }: WidgetControlsProps) {
  const t = useText()
  const place = placeOf(columns, name)
  if (!place) return null

  function stepByKey(event: KeyboardEvent) {
    const towards = place?.area === 'main' ? 'ArrowRight' : 'ArrowLeft'
    const step = event.key === towards ? 'across' : stepOfKey[event.key]
    if (!step) return
    event.preventDefault()
    arranging.step(name, step, 'handle')
  }

  const end = t('arrange.end', 'It is at the end of its column.')
  const step = (direction: Step) => () => arranging.step(name, direction, direction)
  return (
    <span className="home-controls">
      <span data-control="handle">
        <button
          type="button"
          className="cb-icon-button home-handle"
          aria-label={t('arrange.move', 'Move {title}', { title })}
          aria-describedby={hintId}
          onKeyDown={stepByKey}
          {...handle}
        >
          <Icon name="grip" />
        </button>
      </span>
      <span data-control="up">
        <IconButton
          icon="up"
          label={t('arrange.up', 'Move {title} up', { title })}
          disabledReason={stepFrom(columns, place, 'up') ? undefined : end}
          onPress={step('up')}
        />
      </span>
      <span data-control="down">
        <IconButton
          icon="down"
          label={t('arrange.down', 'Move {title} down', { title })}
          disabledReason={stepFrom(columns, place, 'down') ? undefined : end}
          onPress={step('down')}
        />
      </span>
      <span data-control="across">
        <IconButton
          icon={place.area === 'main' ? 'next' : 'previous'}
          label={
            place.area === 'main'
              ? t('arrange.narrow', 'Move {title} to the narrow column', { title })
              : t('arrange.wide', 'Move {title} to the wide column', { title })
          }
          onPress={step('across')}
        />
      </span>
      <IconButton
        icon="hide"
        label={t('arrange.hide', 'Hide {title}', { title })}
        onPress={() => arranging.hide(name)}
      />
    </span>
  )
}
