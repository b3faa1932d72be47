import { createHash } from 'node:crypto'
import type { Outgoing } from '@callboard/kernel'
import { type JsonObject, type JsonValue, Type } from '@callboard/model'
import { type Action, defineScaffolderAction, errors } from '../../model/index.ts'

const timeoutMs = 60_000
/** It becomes the output of a step, which is stored with the task. */
const maxAnswerBytes = 1024 * 1024
const maxShownCharacters = 500

/** How the request itself goes is the portal's business, and so is which server gets it. */
const refusedHeaders =
  /^(host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer|keep-alive|proxy-.*)$/i

/** `http:request`: asks another service. Not in the field's own set of actions. */
export const httpRequestAction = (outgoing: Outgoing): Action =>
  defineScaffolderAction({
    id: 'http:request',
    description:
      'Makes a request to a host in `integrations` or `backend.reading.allow`. Credentials of the portal are never sent. An answer of 400 or above fails the step.',
    input: Type.Object(
      {
        method: Type.Union(
          (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => Type.Literal(method)),
          { description: 'What to do.' },
        ),
        url: Type.String({ description: 'Absolute address.' }),
        query: Type.Optional(
          Type.Record(Type.String(), Type.String(), { description: 'Parameters to add to the address.' }),
        ),
        headers: Type.Optional(
          Type.Record(Type.String(), Type.String(), { description: 'Headers, credentials included.' }),
        ),
        body: Type.Optional(Type.Unknown({ description: 'A text is sent as it is; anything else as JSON.' })),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      code: Type.Number({ description: 'The status of the answer.' }),
      headers: Type.Record(Type.String(), Type.String(), { description: 'Its headers; names in lower case.' }),
      body: Type.Unknown({ description: 'What it holds: of JSON the value, otherwise the text.' }),
    }),
    examples: [
      {
        description: 'Something is looked up',
        input: { method: 'GET', url: 'https://cmdb.example.com/api/hosts', query: { name: '${{ parameters.name }}' } },
      },
      {
        description: 'Something is made, with a secret of the task',
        input: {
          method: 'POST',
          url: 'https://cmdb.example.com/api/hosts',
          headers: { authorization: 'Bearer ${{ secrets.cmdbToken }}' },
          body: { name: '${{ parameters.name }}' },
        },
      },
    ],
    async run({ input, output, checkpoint, signal, eachKey }) {
      const url = addressOf(input.url, input.query ?? {})
      const headers = headersOf(input.headers ?? {}, input.body)
      const body = bodyOf(input.body)
      const ask = async (): Promise<JsonObject> => {
        const call = { url, headers }
        const reply = await outgoing.send(call, {
          method: input.method,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          ...(body === undefined ? {} : { body }),
        })
        const data = await reply.buffer()
        if (data.length > maxAnswerBytes) throw errors.answerTooLarge({ url: input.url, maxBytes: maxAnswerBytes })
        const text = data.toString()
        if (reply.status >= 400) {
          throw errors.requestRefused({
            url: input.url,
            status: reply.status,
            answer: text.slice(0, maxShownCharacters),
          })
        }
        return { code: reply.status, headers: reply.headers, body: contentOf(text, reply.headers['content-type']) }
      }
      const key = createHash('sha256')
        .update(JSON.stringify([eachKey, input.method, url, body]))
        .digest('hex')
      // Reading may be repeated; whatever else it was must not.
      const answer = input.method === 'GET' ? await ask() : await checkpoint(`http.request.${key}`, ask)
      for (const [name, value] of Object.entries(answer)) output(name, value as JsonValue)
    },
  })

function addressOf(url: string, query: Record<string, string>): string {
  const address = URL.parse(url)
  // Whoever reads it says what is wrong with it.
  if (!address) return url
  for (const [name, value] of Object.entries(query)) address.searchParams.append(name, value)
  return address.href
}

function headersOf(headers: Record<string, string>, body: unknown): Record<string, string> {
  const refused = Object.keys(headers).find((name) => refusedHeaders.test(name))
  if (refused) throw errors.headerRefused({ name: refused })
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  if (body === undefined || typeof body === 'string' || hasType) return headers
  return { ...headers, 'content-type': 'application/json' }
}

const bodyOf = (body: unknown) => (body === undefined || typeof body === 'string' ? body : JSON.stringify(body))

function contentOf(text: string, type = ''): JsonValue {
  if (!/\bjson\b/.test(type)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
