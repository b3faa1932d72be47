import type { EntityProviderConnection, ProvidedEntity } from './services.ts'

/**
 * The Location entity by which a discovery provider hands over a catalog file it has found (spec/catalog.md 3.10).
 * The file may be missing, and the target may be a pattern.
 *
 * @param target - URL of the file: `https://github.com/acme/site/blob/main/catalog-info.yaml`.
 * @param provider - The provider's name; becomes the location key.
 */
export async function discoveredLocation(target: string, provider: string): Promise<ProvidedEntity> {
  const location = `url:${target}`
  const annotations = {
    'backstage.io/managed-by-location': location,
    'backstage.io/managed-by-origin-location': location,
  }
  return {
    locationKey: provider,
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Location',
      metadata: { name: await nameOf(location), annotations },
      spec: { type: 'url', target, presence: 'optional' },
    },
  }
}

/** The ref of what {@link discoveredLocation} makes. */
const discoveredLocationRef = async (target: string) => `location:default/${await nameOf(`url:${target}`)}`

/**
 * Brings the Location of one repository up to date.
 *
 * @param found - `target`: the file's address now, if there is the file. `former`: addresses that it may have had.
 */
export async function updateDiscovered(
  connection: EntityProviderConnection,
  provider: string,
  { target, former }: { target: string | undefined; former: string[] },
): Promise<void> {
  const gone = former.filter((url) => url !== target)
  await connection.applyMutation({
    type: 'delta',
    added: target === undefined ? [] : [await discoveredLocation(target, provider)],
    removed: await Promise.all(
      gone.map(async (url) => ({ entityRef: await discoveredLocationRef(url), locationKey: provider })),
    ),
  })
}

// By Web Crypto, because this folder also runs in browsers.
async function nameOf(location: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(location))
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `generated-${hex}`
}
