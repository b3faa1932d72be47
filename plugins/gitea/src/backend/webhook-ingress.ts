import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RootConfig } from '@callboard/kernel'
import type { WebhookIngress } from '@callboard/plugin-events'

/** Takes in Gitea's webhooks, signed with `events.modules.gitea.webhookSecret`. */
export function giteaIngress(config: RootConfig): WebhookIngress {
  const secret = config.getOptionalString('events.modules.gitea.webhookSecret')
  return {
    topic: 'gitea',
    ...(secret
      ? {
          refuse: ({ headers, body }) =>
            isSignedWith(secret, body, headers['x-gitea-signature']) ? undefined : 'invalid signature',
        }
      : {}),
    subTopic: ({ headers }) => headers['x-gitea-event'],
  }
}

function isSignedWith(secret: string, body: Uint8Array, signature: string | undefined): boolean {
  const expected = createHmac('sha256', secret).update(body).digest()
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(signature ?? '') ? (signature ?? '') : '', 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
