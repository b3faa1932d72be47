import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RootConfig } from '@callboard/kernel'
import type { WebhookIngress } from '@callboard/plugin-events'

/** Takes in GitHub's webhooks, signed with `events.modules.github.webhookSecret` or with an app's `webhookSecret`. */
export function githubIngress(config: RootConfig): WebhookIngress {
  const secrets = readSecrets(config)
  return {
    topic: 'github',
    ...(secrets.length > 0
      ? {
          refuse: ({ headers, body }) =>
            secrets.some((secret) => isSignedWith(secret, body, headers['x-hub-signature-256']))
              ? undefined
              : 'invalid signature',
        }
      : {}),
    subTopic: ({ headers }) => headers['x-github-event'],
  }
}

function readSecrets(config: RootConfig): string[] {
  const integrations = config.get('integrations.github')
  // The URL reader has checked the block; here only the secrets of its apps are of interest.
  const apps = (Array.isArray(integrations) ? integrations : []).flatMap(
    (entry: { apps?: { webhookSecret?: string }[] }) => entry.apps ?? [],
  )
  const all = [config.getOptionalString('events.modules.github.webhookSecret'), ...apps.map((app) => app.webhookSecret)]
  return all.filter((secret) => typeof secret === 'string' && secret !== '') as string[]
}

function isSignedWith(secret: string, body: Uint8Array, signature: string | undefined): boolean {
  const expected = createHmac('sha256', secret).update(body).digest()
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/i.exec(signature ?? '')?.[1] ?? '', 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
