/** One line: `--8<-- "file"`, perhaps with `:lines` or `:section`. A `;` before it says that it is only shown. */
const single = /^[ \t]*-+8<-+[ \t]+(?:"([^"]+)"|'([^']+)')[ \t]*$/
const marker = /^[ \t]*-+8<-+[ \t]*$/

/** The paths of the snippets that a page names, as written (spec/techdocs.md 3, `pymdownx.snippets`). */
export function namedSnippets(markdown: string): string[] {
  // Most pages name none.
  if (!markdown.includes('8<')) return []
  const names: string[] = []
  let isInBlock = false
  for (const line of markdown.split(/\r?\n/)) {
    if (marker.test(line)) {
      isInBlock = !isInBlock
      continue
    }
    const found = single.exec(line)
    const name = found ? (found[1] ?? found[2] ?? '') : isInBlock ? line.trim() : ''
    // What follows the first colon are lines or a section.
    if (name !== '' && !name.startsWith(';')) names.push(name.split(':', 1)[0] ?? '')
  }
  return names
}
