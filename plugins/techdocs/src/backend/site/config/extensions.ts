/** The settings of one Markdown extension. */
export type ExtensionSettings = Readonly<Record<string, unknown>>

const kinds = 'new settings note abstract info tip success question warning failure danger bug example quote'.split(' ')

/** The members of the bundle `pymdownx.extra`. */
const bundle = [
  'pymdownx.betterem',
  'pymdownx.superfences',
  'footnotes',
  'attr_list',
  'def_list',
  'tables',
  'abbr',
  'md_in_html',
]

const blocks: [string, ExtensionSettings][] = [
  ['pymdownx.blocks.admonition', { types: kinds }],
  ['pymdownx.blocks.details', { types: kinds.map((kind) => ({ name: `details-${kind}`, class: kind })) }],
  ['pymdownx.blocks.tab', { alternate_style: true }],
]
const indented: [string, ExtensionSettings][] = [
  ['admonition', {}],
  ['pymdownx.details', {}],
  ['pymdownx.tabbed', { alternate_style: true }],
]

/** What techdocs-core switches on (spec/techdocs.md 3); its bundle `pymdownx.extra` stands by its members. */
const ofTechdocsCore: [string, ExtensionSettings][] = [
  ['toc', { permalink: true }],
  ['pymdownx.caret', {}],
  ['pymdownx.critic', {}],
  ['pymdownx.emoji', {}],
  ['pymdownx.inlinehilite', {}],
  ['pymdownx.magiclink', {}],
  ['pymdownx.mark', {}],
  ['pymdownx.smartsymbols', {}],
  ['pymdownx.snippets', {}],
  ['pymdownx.highlight', { linenums: true, pygments_lang_class: true }],
  ...bundle.map((name): [string, ExtensionSettings] => [
    name,
    name === 'pymdownx.betterem' ? { smart_enable: 'all' } : {},
  ]),
  ['pymdownx.tasklist', { custom_checkbox: true }],
  ['pymdownx.tilde', {}],
  ['markdown_inline_graphviz', {}],
  ['plantuml_markdown', {}],
  ['mdx_truly_sane_lists', {}],
]

/**
 * The Markdown extensions of a site: those of techdocs-core, and over them, setting by setting, what the site asks for.
 *
 * @param wanted - As the site names them; bundles give their settings by member.
 */
export function extensionsOf(
  wanted: readonly (readonly [string, ExtensionSettings])[],
  { useBlocks }: { useBlocks: boolean },
): ReadonlyMap<string, ExtensionSettings> {
  const extensions = new Map([...(useBlocks ? blocks : indented), ...ofTechdocsCore])
  for (const [name, settings] of wanted.flatMap(membersOf)) {
    extensions.set(name, { ...extensions.get(name), ...settings })
  }
  // What it may read is decided by the site, not by its config.
  return extensions.set('pymdownx.snippets', {})
}

function membersOf([name, settings]: readonly [string, ExtensionSettings]): [string, ExtensionSettings][] {
  const short = name.replace(/^markdown\.extensions\./, '')
  if (short !== 'pymdownx.extra' && short !== 'extra') return [[short, settings]]
  return Object.entries(settings).flatMap(([member, inner]) =>
    typeof inner === 'object' && inner !== null ? [[member, inner as ExtensionSettings]] : [],
  )
}
