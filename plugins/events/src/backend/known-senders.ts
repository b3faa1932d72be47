import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookIngress } from '../model/index.ts'

/** The senders that have no plugin of their own (spec/platform.md 11.1). */
export function knownSenders(secretOf: (topic: string) => string | undefined): WebhookIngress[] {
  const signed = (topic: string): Pick<WebhookIngress, 'refuse'> => {
    const secret = secretOf(topic)
    if (!secret) return {}
    return {
      refuse({ headers, body }) {
        const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
        return isSame(headers['x-hub-signature'], expected) ? undefined : 'invalid signature'
      },
    }
  }
  const azureSecret = secretOf('azureDevOps')
  return [
    {
      topic: 'azureDevOps',
      ...(azureSecret
        ? {
            refuse: ({ headers }) =>
              isSame(headers['x-ado-webhook-secret'], azureSecret) ? undefined : 'invalid webhook secret',
          }
        : {}),
      subTopic: (_request, payload) => textAt(payload, 'eventType'),
    },
    { topic: 'bitbucketCloud', ...signed('bitbucketCloud'), subTopic: ({ headers }) => headers['x-event-key'] },
    { topic: 'bitbucketServer', ...signed('bitbucketServer'), subTopic: ({ headers }) => headers['x-event-key'] },
    { topic: 'gerrit', subTopic: (_request, payload) => textAt(payload, 'type') },
  ]
}

/** Compares in a time that does not tell how much of it was right. */
function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [given ?? '', expected].map((text) => createHmac('sha256', 'compare').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

function textAt(payload: unknown, key: string): string | undefined {
  const value = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' ? value : undefined
}
