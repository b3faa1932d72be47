import { canonicalEntityRef, type JsonObject } from '@callboard/model'

/** What refs that somebody types leave out. */
export interface RefDefaults {
  defaultKind?: string
  defaultNamespace?: string
}

/** The defaults that a template gives; `defaultNamespace: false` leaves the portal's own (spec/scaffolder.md 2.5). */
export const refDefaults = ({ defaultKind, defaultNamespace }: JsonObject): RefDefaults => ({
  ...(typeof defaultKind === 'string' && { defaultKind }),
  ...(typeof defaultNamespace === 'string' && { defaultNamespace }),
})

/** The ref that a text means; undefined when it means none. */
export function refIn(text: string, defaults: RefDefaults): string | undefined {
  try {
    return canonicalEntityRef(text, defaults)
  } catch {
    // Said by whoever needs a ref here.
    return undefined
  }
}
