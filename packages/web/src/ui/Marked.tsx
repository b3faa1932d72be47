/** A piece of a text in which something was looked for. */
export interface TextPiece {
  text: string
  isMatch: boolean
}

/** What {@link Marked} shows. */
export interface MarkedProps {
  pieces: readonly TextPiece[]
}

/** A text with what was found in it marked. */
export const Marked = ({ pieces }: MarkedProps) =>
  pieces.map(({ text, isMatch }, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name than their place
    isMatch ? <mark key={place}>{text}</mark> : text,
  )
