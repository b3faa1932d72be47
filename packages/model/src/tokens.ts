/** Names a service that one plugin provides and others use. The token carries the type. */
export interface ServiceToken<T> {
  readonly kind: 'service'
  /** `<plugin id>.<name>` */
  readonly id: string
  readonly description: string
  /** Only for the compiler. */
  readonly '~type'?: T
}

/** Names a place where other plugins may add things. The token carries the type of what is added. */
export interface ExtensionPointToken<T> {
  readonly kind: 'extension-point'
  /** `<plugin id>.<name>` */
  readonly id: string
  readonly description: string
  /** See {@link ifInstalled}. */
  readonly mayBeMissing?: boolean
  /** Only for the compiler. */
  readonly '~type'?: T
}

/** Either kind of token. */
export type Token<T = unknown> = ServiceToken<T> | ExtensionPointToken<T>

/**
 * Declares a service.
 *
 * @param id - `<plugin id>.<name>`, unique in a portal.
 * @param description - One sentence for the reference docs.
 */
export const service = <T>(id: string, description: string): ServiceToken<T> => ({ kind: 'service', id, description })

/**
 * Declares an extension point.
 *
 * @param id - `<plugin id>.<name>`, unique in a portal.
 * @param description - One sentence for the reference docs.
 */
export const extensionPoint = <T>(id: string, description: string): ExtensionPointToken<T> => ({
  kind: 'extension-point',
  id,
  description,
})

/**
 * The same extension point, for a plugin that also works where nobody provides it: what it adds then is never asked for.
 * Without this, such a plugin does not start.
 */
export const ifInstalled = <T>(point: ExtensionPointToken<T>): ExtensionPointToken<T> => ({
  ...point,
  mayBeMissing: true,
})
