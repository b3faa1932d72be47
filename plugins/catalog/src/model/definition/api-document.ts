/** Any object of a parsed definition; its parts are somebody's data and are looked at one by one. */
export type Data = Readonly<Record<string, unknown>>

/** Whether a part of a definition is an object. */
export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The entries of a part that should be an object. */
export const entriesOf = (value: unknown): [string, unknown][] => (isData(value) ? Object.entries(value) : [])
/** The items of a part that should be a list. */
export const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
/** A part that should be text. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

/** What a `$ref` inside the document leads to; the value itself when it is none. Undefined for a ref that leads nowhere. */
export function resolveRef(document: Data, value: unknown): Data | undefined {
  let at = value
  // A ref may lead to a ref, but hardly more often than this: then it is a circle.
  for (let step = 0; step < 10; step += 1) {
    if (!isData(at)) return undefined
    const ref = at.$ref
    if (typeof ref !== 'string') return at
    if (!ref.startsWith('#/')) return undefined
    at = ref
      .slice(2)
      .split('/')
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((part, key) => (isData(part) && Object.hasOwn(part, key) ? part[key] : undefined), document)
  }
  return undefined
}

/** The last part of a `$ref`, which is what its target is called. */
export function refName(value: unknown): string | undefined {
  const ref = isData(value) ? value.$ref : undefined
  return typeof ref === 'string' ? ref.slice(ref.lastIndexOf('/') + 1) : undefined
}

/** An operation of an OpenAPI document. */
export interface Operation {
  /** Upper case. */
  method: string
  path: string
  /** Of its path and its own. */
  parameters: readonly unknown[]
  data: Data
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']

/** The operations of an OpenAPI document, in its order. */
export function operationsOf(document: Data): Operation[] {
  return entriesOf(document.paths).flatMap(([path, item]) => {
    const resolved = resolveRef(document, item) ?? {}
    return methods.flatMap((method) => {
      const data = resolved[method]
      if (!isData(data)) return []
      const parameters = [...itemsOf(resolved.parameters), ...itemsOf(data.parameters)]
      return [{ method: method.toUpperCase(), path, parameters, data }]
    })
  })
}

/** What an AsyncAPI document says about one channel. */
export interface Channel {
  name: string
  description: string | undefined
  /** `send`, `receive` in version 3; `publish`, `subscribe` in version 2. */
  operations: readonly { action: string; name: string; summary: string | undefined }[]
  messages: readonly { name: string; data: Data }[]
}

/** The channels of an AsyncAPI document of version 2 or 3. */
export function channelsOf(document: Data): Channel[] {
  return entriesOf(document.channels).map(([id, value]) => {
    const channel = resolveRef(document, value) ?? {}
    const own = ['publish', 'subscribe'].flatMap((action) =>
      isData(channel[action]) ? [[action, channel[action]] as const] : [],
    )
    const ofVersion3 = entriesOf(document.operations).flatMap(([name, operation]) =>
      isData(operation) &&
      isData(operation.channel) &&
      operation.channel.$ref === `#/channels/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`
        ? [{ action: textOf(operation.action) ?? '', name, summary: textOf(operation.summary) }]
        : [],
    )
    const ofVersion2 = own.map(([action, data]) => ({
      action,
      name: textOf(data.operationId) ?? action,
      summary: textOf(data.summary),
    }))
    return {
      name: textOf(channel.address) ?? id,
      description: textOf(channel.description),
      operations: [...ofVersion3, ...ofVersion2],
      messages: [
        ...entriesOf(channel.messages).map(([name, message]) => ({ name, message })),
        ...own.flatMap(([, data]) => messagesOfVersion2(data.message)),
      ].map(({ name, message }) => {
        const data = resolveRef(document, message) ?? {}
        return { name: textOf(data.title) ?? textOf(data.name) ?? refName(message) ?? name, data }
      }),
    }
  })
}

function messagesOfVersion2(message: unknown): { name: string; message: unknown }[] {
  if (!isData(message)) return []
  return (Array.isArray(message.oneOf) ? message.oneOf : [message]).map((one: unknown) => ({
    name: 'message',
    message: one,
  }))
}
