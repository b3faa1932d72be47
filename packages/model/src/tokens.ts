/** Names a service that one plugin provides and others use. The token carries the type. */
export interface ServiceToken<T> {
  readonly kind: 'service'
  /** `<plugin id>.<name>` */
  readonly id: string
  readonly description: string
  /** See {@link ifInstalled}. */
  readonly mayBeMissing?: boolean
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
 * The same token, for a plugin that also works where nobody provides it, or where who does has not started. What it adds to
 * the extension point is then never asked for; the service is undefined. Without this, such a plugin does not start.
 */
export function ifInstalled<T>(token: ServiceToken<T>): ServiceToken<T> & { readonly mayBeMissing: true }
export function ifInstalled<T>(token: ExtensionPointToken<T>): ExtensionPointToken<T>
export function ifInstalled(token: Token): Token {
  return { ...token, mayBeMissing: true }
}
