/** `techdocs.sanitizer` (spec/techdocs.md 8 and 10). */
export interface SanitiserOptions {
  /** Host and port, exactly. */
  allowedIframeHosts: readonly string[]
  allowedCustomElementTagName?: RegExp
  allowedCustomElementAttributeName?: RegExp
  /** Beside the usual ones: `slack`. */
  additionalAllowedUriProtocols: readonly string[]
}

/** Cleans HTML of docs. Made by `createSanitiser(options)` in `create-sanitiser.ts`. */
export interface Sanitiser {
  /** No script, handler, style sheet or strange address survives; ids, classes and `data-*` do. Ill-formed input becomes well-formed. */
  clean(html: string): string
}
