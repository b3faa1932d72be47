import type { Outgoing } from '@callboard/kernel'
import type { GitHttpRequest, HttpClient } from 'isomorphic-git'

/** Git's calls over the portal's guarded client. */
export const gitHttp = (outgoing: Outgoing, signal: AbortSignal | undefined): HttpClient => ({
  async request({ url, method = 'GET', headers = {}, body }) {
    const sent = await collect(body)
    const reply = await outgoing.send(
      // Some hosts tell git clients from browsers by this name.
      { url, headers: { ...headers, 'user-agent': 'git/callboard' } },
      {
        // Git over HTTP knows no other.
        method: method as 'GET' | 'POST',
        shownUrl: url.split('?')[0] ?? url,
        ...(sent ? { body: sent } : {}),
        ...(signal ? { signal } : {}),
      },
    )
    return {
      url,
      method,
      statusCode: reply.status,
      statusMessage: '',
      headers: reply.headers,
      // A Node stream of buffers is iterable in just this way.
      body: reply.body[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>,
    }
  },
})

// It is typed as an asynchronous iterator, but often is an array.
async function collect(body: GitHttpRequest['body'] | Iterable<Uint8Array>): Promise<Uint8Array | undefined> {
  if (!body) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
