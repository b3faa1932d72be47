import { useText, useTitleOf } from '@callboard/web'
import { useLayoutEffect, useRef, useState } from 'react'
import { type Columns, type Place, placeAt, placeOf, type Step, stepFrom, without } from './own-layout.ts'
import type { HomeLayoutState } from './use-home-layout.ts'

/** A control of a widget, by which it is found again after it has moved. */
export type Control = 'handle' | Step

/** What a person can do with the widgets. Each says what it did, for those who do not see it. */
export interface Arranging {
  /** The last deed in words. */
  said: string
  step(name: string, step: Step, by: Control): void
  moveTo(name: string, place: Place): void
  hide(name: string): void
  add(name: string): void
  reset(): void
}

/** Arranges the widgets below `root`; the focus goes along with what moves. */
export function useArranging(layout: HomeLayoutState, root: { current: HTMLElement | null }): Arranging {
  const t = useText()
  const titleOfWidget = useTitleOf()
  const [said, setSaid] = useState('')
  const focusNext = useRef<string>(undefined)
  const { columns } = layout

  // Browsers take the focus from what is moved in the document.
  const shape = JSON.stringify(columns)
  useLayoutEffect(() => {
    if (focusNext.current) root.current?.querySelector<HTMLElement>(focusNext.current)?.focus()
    focusNext.current = undefined
  }, [shape])

  function moveTo(name: string, place: Place, control: Control) {
    const changed = placeAt(columns, name, place)
    if (JSON.stringify(changed) === shape) return
    focusNext.current = controlSelector(name, control)
    layout.arrange(changed)
    setSaid(placedWords(name, changed))
  }

  function titleOf(name: string): string {
    const widget = layout.widgetOf(name)
    return widget ? titleOfWidget(widget) : name
  }

  function placedWords(name: string, changed: Columns) {
    const place = placeOf(changed, name)
    if (!place) return ''
    const values = { title: titleOf(name), place: place.index + 1, count: changed[place.area].length }
    return place.area === 'main'
      ? t('arrange.placed.main', '{title} is {place} of {count} in the wide column.', values)
      : t('arrange.placed.aside', '{title} is {place} of {count} in the narrow column.', values)
  }

  return {
    said,
    moveTo: (name, place) => moveTo(name, place, 'handle'),
    step(name, step, by) {
      const place = placeOf(columns, name)
      if (!place) return
      const next = stepFrom(columns, place, step)
      if (next) moveTo(name, next, by)
    },
    hide(name) {
      const place = placeOf(columns, name)
      if (!place) return
      const rest = columns[place.area].filter((other) => other !== name)
      const neighbour = rest[place.index] ?? rest.at(-1)
      focusNext.current = neighbour ? controlSelector(neighbour, 'handle') : '.cb-popup button'
      layout.arrange(without(columns, name))
      setSaid(t('arrange.hidden', '{title} is hidden. "Add a widget" brings it back.', { title: titleOf(name) }))
    },
    add(name) {
      const area = layout.widgetOf(name)?.extension.area ?? 'main'
      const changed = placeAt(columns, name, { area, index: columns[area].length })
      layout.arrange(changed)
      setSaid(placedWords(name, changed))
    },
    reset() {
      layout.reset()
      setSaid(t('arrange.reset.done', 'The page is as it was set up for everybody.'))
    },
  }
}

const controlSelector = (name: string, control: Control) =>
  `[data-widget="${CSS.escape(name)}"] [data-control="${control}"] button`
