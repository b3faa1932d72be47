import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RootConfig } from '@callboard/kernel'
import type { WebhookIngress } from '@callboard/plugin-events'

/** Takes in GitLab's webhooks, which carry `events.modules.gitlab.webhookSecret`. */
export function gitlabIngress(config: RootConfig): WebhookIngress {
  const secret = config.getOptionalString('events.modules.gitlab.webhookSecret')
  return {
    topic: 'gitlab',
    ...(secret
      ? { refuse: ({ headers }) => (isSame(headers['x-gitlab-token'] ?? '', secret) ? undefined : 'invalid token') }
      : {}),
    subTopic(_request, payload) {
      // Whatever was sent; only two texts of it are looked at.
      const { object_kind, event_name } = (payload ?? {}) as { object_kind?: unknown; event_name?: unknown }
      return [object_kind, event_name].find((kind) => typeof kind === 'string')
    },
  }
}

const key = randomBytes(32)

/** Compares digests, so that neither content nor length shows in the time it takes. */
const isSame = (given: string, expected: string) =>
  timingSafeEqual(createHmac('sha256', key).update(given).digest(), createHmac('sha256', key).update(expected).digest())
