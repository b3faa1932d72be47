import type { SearchResult } from '@callboard/plugin-search'

/** What {@link Marked} shows. */
export interface MarkedProps {
  /** Shown where nothing of it matched. */
  text: string
  highlight: SearchResult['highlight']
  field: string
}

/** A field of a hit, with what matched marked. Whatever else is in it is text. */
export function Marked({ text, highlight, field }: MarkedProps) {
  const found = highlight?.fields[field]
  if (!highlight || found === undefined) return text
  return found.split(highlight.preTag).map((piece, position) => {
    const [matched, ...rest] = piece.split(highlight.postTag)
    const key = `${position} ${piece}`
    if (position === 0) return <span key={key}>{piece}</span>
    return (
      <span key={key}>
        <mark>{matched}</mark>
        {rest.join('')}
      </span>
    )
  })
}
