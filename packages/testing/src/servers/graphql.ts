/** A field's value, or what computes it from its arguments. */
export type GraphqlResolver = unknown | ((args: Record<string, unknown>) => unknown)
/** An object of a schema: fields by name. `__typename` picks inline fragments. */
export type GraphqlObject = Record<string, GraphqlResolver>

interface Selection {
  name: string
  alias: string
  args: Record<string, Argument>
  /** For `... on Type`. */
  onType?: string
  selections?: Selection[]
}
type Argument = { variable: string } | { value: unknown }

/**
 * Answers a GraphQL request from objects: selections, aliases, arguments, variables and inline fragments. An unknown
 * field is an error, as it is on the real server.
 */
export function executeGraphql(root: GraphqlObject, request: { query: string; variables?: Record<string, unknown> }) {
  try {
    const data = select(root, parse(request.query), request.variables ?? {})
    // What is looked up by name and not there is an error as well, but for the one field that answers plainly.
    const errors = Object.entries(data)
      .filter(([field, value]) => value === null && field !== 'repositoryOwner')
      .map(([field]) => ({ type: 'NOT_FOUND', path: [field], message: `Could not resolve to a ${field}.` }))
    return errors.length > 0 ? { data, errors } : { data }
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] }
  }
}

function select(
  object: GraphqlObject,
  selections: Selection[],
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const selection of selections) {
    if (selection.onType) {
      if (object.__typename === selection.onType)
        Object.assign(result, select(object, selection.selections ?? [], variables))
      continue
    }
    if (!(selection.name in object)) throw new Error(`Field '${selection.name}' doesn't exist`)
    const resolver = object[selection.name]
    const args = Object.fromEntries(
      Object.entries(selection.args).map(([key, arg]) => [
        key,
        'variable' in arg ? variables[arg.variable] : arg.value,
      ]),
    )
    const value = typeof resolver === 'function' ? resolver(args) : resolver
    result[selection.alias] = selection.selections ? nested(value, selection.selections, variables) : value
  }
  return result
}

function nested(value: unknown, selections: Selection[], variables: Record<string, unknown>): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map((item) => nested(item, selections, variables))
  // A field with selections is an object; the test's own schema says so.
  return select(value as GraphqlObject, selections, variables)
}

function parse(query: string): Selection[] {
  const tokens = query.replace(/#.*/g, '').match(/\.\.\.|[{}()[\]:!$,=]|"(?:[^"\\]|\\.)*"|-?\d+|\w+/g) ?? []
  let at = 0
  const peek = () => tokens[at]
  const take = (expected?: string) => {
    const token = tokens[at++]
    if (token === undefined || (expected && token !== expected)) throw new Error(`Parse error on "${token ?? 'end'}"`)
    return token
  }
  const skipParentheses = () => {
    while (take() !== ')');
  }
  const value = (): unknown => {
    const token = take()
    if (token === '[') {
      const items: unknown[] = []
      while (peek() !== ']') items.push(value(), peek() === ',' && take())
      take(']')
      return items.filter((item) => item !== false)
    }
    if (token === '{') {
      const object: Record<string, unknown> = {}
      while (peek() !== '}') {
        const key = take()
        take(':')
        object[key] = value()
        if (peek() === ',') take()
      }
      take('}')
      return object
    }
    if (token.startsWith('"')) return JSON.parse(token)
    return /^-?\d+$/.test(token) ? Number(token) : token === 'true' ? true : token === 'false' ? false : token
  }
  const argumentsOf = () => {
    const args: Record<string, Argument> = {}
    take('(')
    while (peek() !== ')') {
      const key = take()
      take(':')
      if (peek() === '$') {
        take('$')
        args[key] = { variable: take() }
      } else args[key] = { value: value() }
      if (peek() === ',') take()
    }
    take(')')
    return args
  }
  const selectionSet = (): Selection[] => {
    const found: Selection[] = []
    take('{')
    while (peek() !== '}') found.push(selection())
    take('}')
    return found
  }
  const selection = (): Selection => {
    if (peek() === '...') {
      take('...')
      take('on')
      return { name: '', alias: '', args: {}, onType: take(), selections: selectionSet() }
    }
    const first = take()
    const alias = first
    let name = first
    if (peek() === ':') {
      take(':')
      name = take()
    }
    const args = peek() === '(' ? argumentsOf() : {}
    return { name, alias, args, ...(peek() === '{' ? { selections: selectionSet() } : {}) }
  }
  if (peek() === 'query') {
    take()
    if (peek() !== '{' && peek() !== '(') take()
    if (peek() === '(') skipParentheses()
  }
  return selectionSet()
}

/** Cuts a page out of a list, as Relay connections do: the cursor is the number of items before it. */
export function connection<T>(items: T[], args: Record<string, unknown>) {
  const from = Number(args.after ?? 0)
  const to = from + Math.min(Number(args.first ?? 100), 100)
  return {
    totalCount: items.length,
    nodes: items.slice(from, to),
    pageInfo: { hasNextPage: to < items.length, endCursor: String(to) },
  }
}
