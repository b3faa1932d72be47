import { parseAst } from 'vite'

/**
 * What built code imports by name, by specifier. (Chunks of this bundler do not tell.)
 *
 * @param {string} code
 * @returns {Map<string, string[]>}
 */
export function importedNames(code) {
  const names = new Map()
  for (const node of parseAst(code).body) {
    if (!node.source || node.type === 'ExportAllDeclaration') continue
    const found = node.specifiers.map(({ type, imported, local }) =>
      type === 'ImportDefaultSpecifier'
        ? 'default'
        : ((node.type === 'ImportDeclaration' ? imported : local)?.name ?? '*'),
    )
    names.set(node.source.value, [...(names.get(node.source.value) ?? []), ...found])
  }
  return names
}
