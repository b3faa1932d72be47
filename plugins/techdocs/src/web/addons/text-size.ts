import { useExtensions } from '@callboard/web'
import { useLayoutEffect } from 'react'

/** Where portals of the field keep it (spec/techdocs.md 9). */
const storageKey = 'techdocs.addons.settings.textsize'

/** In percent. */
export const textSizes = [90, 100, 115, 130, 150]

/** The size as it was chosen in this browser, in percent. */
export function readTextSize(): number {
  try {
    const stored = Number(localStorage.getItem(storageKey))
    return textSizes.includes(stored) ? stored : 100
  } catch {
    // Storage is switched off: the usual size.
    return 100
  }
}

/** Keeps a size in this browser. */
export function keepTextSize(percent: number): void {
  try {
    localStorage.setItem(storageKey, String(percent))
  } catch {
    // As above: the size holds until the page is left.
  }
}

/** Shows an article in a size. */
export function applyTextSize(article: HTMLElement | undefined, percent: number): void {
  article?.style.setProperty('--td-scale', String(percent / 100))
}

/** Shows every page in the size that was chosen, unless the portal is without the add-on that chooses it. */
export function useTextSize(article: HTMLElement | undefined): void {
  const isOn = useExtensions('docs-addon').some(({ key }) => key === 'docs-addon:techdocs/text-size')
  useLayoutEffect(() => {
    if (isOn) applyTextSize(article, readTextSize())
  }, [article, isOn])
}
