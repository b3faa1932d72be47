const maxLength = 63

/**
 * Makes an entity's name of what a directory calls somebody, as the field's providers do it:
 * `Ada.Lovelace@Acme.com` becomes `ada.lovelace_acme.com`, `Ops (Readers)` becomes `ops_readers`.
 *
 * @returns undefined when nothing is left.
 */
export function toEntityName(text: string): string | undefined {
  const cleaned = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '_')
    .replace(/_{2,}/g, '_')
    .slice(0, maxLength)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
  return cleaned === '' ? undefined : cleaned
}

/**
 * Names things of a directory, each differently. Where several would get one name each of them gets a part of its id
 * behind it: whoever can choose what they are called must not become somebody else.
 *
 * @returns Names by id; what has nothing to make a name of is left out.
 */
export function entityNames(items: readonly { id: string; wanted: string }[]): Map<string, string> {
  const claims = new Map<string, string[]>()
  for (const { id, wanted } of items) {
    const name = toEntityName(wanted)
    if (name !== undefined) claims.set(name, [...(claims.get(name) ?? []), id])
  }
  const names = new Map<string, string>()
  for (const [name, ids] of claims) {
    for (const id of ids) names.set(id, ids.length === 1 ? name : withId(name, id))
  }
  return names
}

const idLength = 12

function withId(name: string, id: string): string {
  const part = id
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, idLength)
  return `${name.slice(0, maxLength - 1 - part.length)}-${part}`
}
