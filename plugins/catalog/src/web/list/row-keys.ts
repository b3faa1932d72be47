import type { KeyboardEvent } from 'react'

/** What keys do to the row that has the focus. */
export interface RowActions {
  move: (row: number) => void
  select: (row: number) => void
  preview: (row: number) => void
  closePreview: () => void
}

/** Answers j, k, x, Space and Escape while the focus is in a row. Enter follows the link that has it, as everywhere. */
export function rowKeys(event: KeyboardEvent, { move, select, preview, closePreview }: RowActions): void {
  const target = event.target as HTMLElement // of a key pressed in the table
  const row = Number(target.closest<HTMLElement>('tr[data-row]')?.dataset.row ?? Number.NaN)
  if (Number.isNaN(row) || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'j') move(row + 1)
  else if (event.key === 'k') move(row - 1)
  else if (event.key === 'x') select(row)
  else if (event.key === ' ' && target instanceof HTMLAnchorElement) preview(row)
  else if (event.key === 'Escape') closePreview()
  else return
  event.preventDefault()
}
