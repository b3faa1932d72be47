declare module 'markdown-it-abbr' {
  const plugin: (md: import('markdown-it').MarkdownIt) => void
  export default plugin
}

declare module 'markdown-it-emoji/lib/data/full.mjs' {
  /** Characters by name. */
  const emoji: Readonly<Record<string, string>>
  export default emoji
}
