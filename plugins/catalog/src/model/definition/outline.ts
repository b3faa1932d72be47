/** A part of a text that has a name. */
export interface OutlineEntry {
  /** As the text calls it: `service`, `type`. */
  kind: string
  name: string
  /** From 1. */
  line: number
  /** What belongs to it: the calls of a service, the fields of a query. */
  children: OutlineEntry[]
}

const graphqlHead = /^(?:extend\s+)?(type|interface|input|enum|union|scalar|directive|schema)\b\s*@?(\w*)/
const graphqlField = /^\s+(\w+)\s*[(:]/
const protoHead = /^\s*(service|message|enum)\s+(\w+)/
const protoCall = /^\s*rpc\s+(\w+)/

/** The types of a GraphQL schema; those that questions start at come with their fields. */
export function graphqlOutline(text: string): OutlineEntry[] {
  const entries: OutlineEntry[] = []
  let isText = false
  text.split('\n').forEach((line, index) => {
    // Descriptions in block quotes may look like anything.
    const quotes = line.split('"""').length - 1
    const wasText = isText
    if (quotes % 2 === 1) isText = !isText
    if (wasText || isText) return
    const [head, kind, name] = graphqlHead.exec(line) ?? []
    if (head !== undefined && kind) {
      entries.push({ kind, name: name || kind, line: index + 1, children: [] })
      return
    }
    const last = entries.at(-1)
    const field = graphqlField.exec(line)?.[1]
    if (last && field && /^(Query|Mutation|Subscription)$/.test(last.name)) {
      last.children.push({ kind: 'field', name: field, line: index + 1, children: [] })
    }
  })
  return entries
}

/** The services of a Protocol Buffers file with their calls, its messages and enums. */
export function protoOutline(text: string): OutlineEntry[] {
  const entries: OutlineEntry[] = []
  text.split('\n').forEach((line, index) => {
    const [, kind, name] = protoHead.exec(line) ?? []
    const call = protoCall.exec(line)?.[1]
    if (kind && name) entries.push({ kind, name, line: index + 1, children: [] })
    if (call) entries.at(-1)?.children.push({ kind: 'rpc', name: call, line: index + 1, children: [] })
  })
  return entries
}
