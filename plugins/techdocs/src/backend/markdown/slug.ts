/** The id of a heading as Python-Markdown makes it: `Größe & Maß` is `groe-ma`. */
export function slug(title: string): string {
  return dashes(
    title
      .normalize('NFKD')
      .replace(/[^\p{ASCII}]/gu, '')
      .replace(/[^\w\s-]/g, ''),
  )
}

/** As `pymdownx.slugs` makes it when a site asks for that: letters of all languages stay. */
export function unicodeSlug(title: string): string {
  return dashes(title.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, ''))
}

function dashes(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '-')
}
