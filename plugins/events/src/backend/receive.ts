import { type Events, type RawReply, rawReply } from '@callboard/kernel'
import { defineErrors, Type } from '@callboard/model'
import type { WebhookIngress } from '../model/index.ts'

const topic = Type.String()

/** What taking a webhook in can end in, besides a refusal by its sender's own check. */
export const errors = defineErrors('events', {
  unknownTopic: {
    name: 'NotFoundError',
    data: { topic },
    message: 'No webhooks are taken in for the topic {topic}.',
    hint: 'Add it to "events.http.topics", or configure the secret of its sender under "events.modules".',
  },
  notJson: {
    name: 'UnsupportedMediaTypeError',
    data: { type: Type.String() },
    message: 'A webhook must have the content type application/json, not "{type}".',
    hint: 'Choose JSON as the content type in the settings of the webhook.',
  },
  brokenJson: { name: 'InputError', data: { reason: Type.String() }, message: 'The body is no JSON: {reason}.' },
})

/** Checks a webhook and publishes it under its topic, and again under its sub-topic. */
export async function receive(
  request: { topic: string; headers: Record<string, string | string[] | undefined>; body: Buffer },
  portal: { senders: readonly WebhookIngress[]; listed: ReadonlySet<string>; events: Events },
): Promise<{ status: 'accepted' } | RawReply> {
  const { topic, body } = request
  const sender = portal.senders.find((one) => one.topic === topic)
  if (!portal.listed.has(topic) && !sender?.refuse) throw errors.unknownTopic({ topic })
  const headers = flatten(request.headers)
  const type = headers['content-type'] ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw errors.notJson({ type })

  // Before parsing: what is not from the sender is not looked at.
  const refusal = sender?.refuse?.({ headers, body })
  if (refusal !== undefined) return rawReply({ status: 403, body: JSON.stringify({ message: refusal }) })
  const payload = parse(body)
  const subTopic = sender?.subTopic?.({ headers, body }, payload)

  await portal.events.publish({ topic, payload, metadata: headers })
  if (subTopic) await portal.events.publish({ topic: `${topic}.${subTopic}`, payload, metadata: headers })
  return { status: 'accepted' }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw errors.brokenJson({ reason: cause instanceof Error ? cause.message : 'it cannot be parsed' }, { cause })
  }
}

const flatten = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
