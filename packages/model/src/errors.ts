import type { Static, TObject, TProperties } from 'typebox'

/** The error names that clients of the field know, and the status of each (spec/platform.md 4.4). */
export const statusByErrorName = {
  NotModifiedError: 304,
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  PayloadTooLargeError: 413,
  UnsupportedMediaTypeError: 415,
  TooManyRequestsError: 429,
  NotImplementedError: 501,
  ServiceUnavailableError: 503,
} as const

/** A name from {@link statusByErrorName}. */
export type ErrorName = keyof typeof statusByErrorName

/** What a declaration of an error holds. */
export interface ErrorSpec<D extends TProperties = TProperties> {
  /** What the field's clients know; sets the HTTP status. */
  name: ErrorName
  /** What goes with it, for programs; also fills `{placeholders}` of the texts. */
  data?: D
  /** What happened, a whole sentence: `No entity is registered as {ref}.` */
  message: string
  /** What to do next. */
  hint?: string
}

/**
 * An error that was declared. On the wire it fills the common envelope, with `code`, `hint` and `data`
 * added to `error` (style.md 2).
 */
export class CallboardError extends Error {
  /** `<owner>/<kebab-case key>`, permanent: people search for it. */
  readonly code: string
  readonly hint: string | undefined
  readonly data: Record<string, unknown>

  constructor(init: {
    name: ErrorName
    code: string
    message: string
    hint?: string | undefined
    data?: Record<string, unknown>
    cause?: unknown
  }) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.name = init.name
    this.code = init.code
    this.hint = init.hint
    this.data = init.data ?? {}
  }

  /** The HTTP status that the name stands for. */
  get statusCode(): number {
    return statusByErrorName[this.name as ErrorName] ?? 500
  }
}

type DataOf<S> = S extends { data: infer D extends TProperties } ? Static<TObject<D>> : Record<never, never>

/** Makes errors of one declaration, and recognises them on both sides of the wire. */
export interface ErrorFactory<D> {
  (data: D, options?: { cause?: unknown }): CallboardError
  readonly code: string
  /** Whether `error` was made by this declaration, here or on the other side of the wire. */
  is(error: unknown): boolean
}

/**
 * Declares the errors of one owner.
 *
 * @param owner - The plugin's id; first half of every code.
 * @param specs - By camelCase key: `entityNotFound` has the code `catalog/entity-not-found`.
 */
export function defineErrors<const S extends Record<string, ErrorSpec>>(
  owner: string,
  specs: S,
): { readonly [K in keyof S]: ErrorFactory<DataOf<S[K]>> } {
  return Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => {
      const code = `${owner}/${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
      const make = (data: Record<string, unknown>, options?: { cause?: unknown }) =>
        new CallboardError({
          name: spec.name,
          code,
          message: fill(spec.message, data),
          hint: spec.hint && fill(spec.hint, data),
          data,
          ...options,
        })
      const is = (error: unknown) => (error as { code?: unknown } | null | undefined)?.code === code
      return [key, Object.assign(make, { code, is })]
    }),
  ) as unknown as { readonly [K in keyof S]: ErrorFactory<DataOf<S[K]>> }
}

const fill = (text: string, data: Record<string, unknown>) =>
  text.replace(/\{(\w+)\}/g, (whole, key: string) => (key in data ? String(data[key]) : whole))
