import type { Entry } from 'ldapts'

/** The values of an attribute as texts, whatever the case of its name and however many there are. */
export function allValues(entry: Entry, attribute: string): string[] {
  const wanted = attribute.toLowerCase()
  const found = Object.entries(entry).find(([name]) => name.toLowerCase() === wanted)?.[1]
  return [found ?? []].flat().map(String)
}

/** The first value that is not empty. */
export const firstValue = (entry: Entry, attribute: string): string | undefined =>
  allValues(entry, attribute).find((value) => value !== '')

/** Attributes whose values are bytes and no text. */
export const binaryAttributes = ['objectGUID']

/** Where directories keep the id of an entry that stays when it is renamed: Active Directory, FreeIPA, OpenLDAP, 389. */
export const uuidAttributes = ['objectGUID', 'ipaUniqueID', 'entryUUID', 'nsUniqueId']

/**
 * The id of an entry that stays when it is renamed.
 *
 * @param attribute - Where the directory keeps it; without, the usual places are looked at.
 */
export function uuidOf(entry: Entry, attribute?: string): string | undefined {
  for (const name of attribute === undefined ? uuidAttributes : [attribute]) {
    const bytes = [entry[name] ?? []].flat()[0]
    const value = Buffer.isBuffer(bytes) && bytes.length === 16 ? guid(bytes) : firstValue(entry, name)
    if (value) return value
  }
  return undefined
}

/** Microsoft writes the first three parts with the last byte first. */
function guid(bytes: Buffer): string {
  const part = (from: number, to: number) => Buffer.from(bytes.subarray(from, to))
  const parts = [part(0, 4).reverse(), part(4, 6).reverse(), part(6, 8).reverse(), part(8, 10), part(10, 16)]
  return parts.map((each) => each.toString('hex')).join('-')
}
