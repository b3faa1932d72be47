import { extensionPoint, post, Type } from '@callboard/model'

/** A webhook as it came in. */
export interface IngressRequest {
  /** Lower-case names. */
  headers: Record<string, string>
  /** Exactly the bytes that were sent: what signatures are made over. */
  body: Uint8Array
}

/** Takes in the webhooks of one sender. */
export interface WebhookIngress {
  /** Last part of the address, and the topic of its events: `github`. */
  topic: string
  /**
   * Says why a request is not from the sender; undefined when it is. A sender without this one is anybody, so its
   * address exists only if `events.http.topics` names it.
   */
  refuse?(request: IngressRequest): string | undefined
  /** What follows the topic when the event is published again for those who want only some: `push` → `github.push`. */
  subTopic?(request: IngressRequest, payload: unknown): string | undefined
}

/** Where plugins add the senders that they understand. */
export const ingress = extensionPoint<WebhookIngress>(
  'events.ingress',
  'Senders of webhooks: how they sign, what they send.',
)

/** The address of webhooks (spec/platform.md 11.1). */
export const receiveEvent = post('/http/:topic', {
  summary: 'Take in a webhook and publish it as an event.',
  access: 'public',
  rawBody: true,
  body: Type.Unknown(),
  maxBodyBytes: 5 * 1024 * 1024,
  status: 202,
  reply: Type.Object({ status: Type.Literal('accepted') }),
})
