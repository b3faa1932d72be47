import type { KeyboardEvent } from 'react'

/** The links of the hits, in their order; none while others are on their way. */
const hitLinks = () => [...document.querySelectorAll<HTMLElement>('[aria-busy="false"] .search-hits [data-hit] h2 a')]

/** Gives the focus to a hit, from 0; where there is none nothing happens. */
export const focusHit = (place: number): void => hitLinks()[place]?.focus()

/** Answers j and k while the focus is in a hit, as the lists of the catalog do; from the first, k leads to the field. */
export function hitKeys(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== 'j' && event.key !== 'k')) return
  const target = event.target as HTMLElement // of a key pressed in the list
  const link = target.closest('[data-hit]')?.querySelector<HTMLElement>('h2 a')
  const links = hitLinks()
  const place = link ? links.indexOf(link) : -1
  if (place === -1) return
  event.preventDefault()
  if (event.key === 'j') focusHit(place + 1)
  else if (place > 0) focusHit(place - 1)
  else document.querySelector<HTMLElement>('.search-box input')?.focus()
}
