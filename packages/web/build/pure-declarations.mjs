/** What `@callboard/model` has to declare with. */
const declarators = new Set([
  'get',
  'post',
  'put',
  'patch',
  'del',
  'basicPermission',
  'resourcePermission',
  'defineErrors',
  'Type',
])

/**
 * Declaring has no effect: routes, permissions and errors that the pages never use stay out of their files. Only calls of
 * what a module imports from the model are marked; a function of the plugin's own may be called `put`, too.
 */
export function pureDeclarations() {
  return {
    name: 'callboard:pure-declarations',
    // What comes here is JavaScript already.
    enforce: 'post',
    transform(code, id) {
      if (id.includes('/node_modules/') || !code.includes('@callboard/model')) return undefined
      const program = this.parse(code)
      const names = importedDeclarators(program)
      const starts = names.size === 0 ? [] : callsOf(names, program)
      if (starts.length === 0) return undefined
      let marked = ''
      let from = 0
      for (const start of starts.toSorted((a, b) => a - b)) {
        marked += `${code.slice(from, start)}/* @__PURE__ */ `
        from = start
      }
      // The lines stay where they are, and with them the source map.
      return { code: marked + code.slice(from), map: null }
    },
  }
}

function importedDeclarators({ body }) {
  const names = new Set()
  for (const node of body) {
    if (node.type !== 'ImportDeclaration' || node.source.value !== '@callboard/model') continue
    for (const { imported, local } of node.specifiers) if (declarators.has(imported?.name)) names.add(local.name)
  }
  return names
}

/** Where calls of the names, and of their members, begin. */
function callsOf(names, program) {
  const starts = []
  const visit = (node) => {
    if (typeof node !== 'object' || node === null) return
    if (node.type === 'CallExpression') {
      const callee = node.callee.type === 'MemberExpression' ? node.callee.object : node.callee
      if (callee.type === 'Identifier' && names.has(callee.name)) starts.push(node.start)
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(program)
  return starts
}
