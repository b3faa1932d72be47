import type { Static, TObject, TProperties, TSchema } from 'typebox'
import type { Permission } from './permission.ts'
import { Type } from './type.ts'

/** The HTTP methods that a route may have. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A record of properties, or a whole schema. Records become closed objects: unknown keys are refused with 400. */
export type Shape = TProperties | TSchema

// TSchema itself is an empty interface, which a record satisfies too; the kind tells them apart.
type SchemaOf<S> = S extends { '~kind': string } ? S : S extends TProperties ? TObject<S> : never
/** The TypeScript type of a {@link Shape}; `undefined` when there is none. */
export type ShapeOf<S> = [S] extends [undefined] ? undefined : Static<SchemaOf<S>>

/**
 * Who may call a route. Routes are closed unless they say otherwise (design.md 4):
 * `signed-in` wants a user or a service, `user-cookie` also takes the cookie of spec/platform.md 6.4,
 * `service` wants a service, `public` wants nobody.
 */
export type Access = 'signed-in' | 'user-cookie' | 'service' | 'public'

/** What a route declares. See {@link Route}. */
export interface RouteOptions<P, Q, B, R> {
  /** One sentence for the API reference. */
  summary: string
  /** Path parameters, when they need more than "a string". */
  params?: P
  /** Query parameters. A record refuses unknown names. */
  query?: Q
  /** The JSON body. */
  body?: B
  /** Whether a request without a body is accepted; the handler then sees `undefined`. */
  optionalBody?: boolean
  /** What comes back. */
  reply: R
  /** Status of success. Default 200. */
  status?: number
  /** Default `signed-in`. */
  access?: Access
  /** Whether it changes nothing although it is no GET, so that access tokens which may only read may call it. */
  reads?: boolean
  /** A basic permission that the caller must have; denied callers get 403 before the handler runs. */
  allow?: Permission
  /**
   * The event under which calls are recorded in the audit, `location-create`, or false for none. Default: routes that
   * remove, and those whose `allow` creates, updates or deletes, are recorded under their path. Denied calls always are, but for public routes that say false: those write their own
   * records, as they alone know whom they deny.
   */
  audit?: string | false
  /**
   * What a call is about, for the audit; never a secret. Default: `entityRef` of the body, else the entity or the values
   * that the path names. Handlers that know more say so with `audited`.
   */
  auditTarget?(request: { params: unknown; body: ShapeOf<B> }): string | undefined
  /** Largest body in bytes. Default: `backend.bodyLimit`, 1 MiB. */
  maxBodyBytes?: number
  /** The body arrives unparsed, as a Buffer, whatever its content type; the `body` schema is then only documentation. */
  rawBody?: boolean
}

/** A route, declared once: request check, reply serialiser, OpenAPI and the browser client's types come from it. */
export interface Route<
  P extends Shape | undefined = Shape | undefined,
  Q extends Shape | undefined = Shape | undefined,
  B extends Shape | undefined = Shape | undefined,
  R extends TSchema = TSchema,
> extends RouteOptions<P, Q, B, R> {
  readonly method: Method
  /** Below the plugin's mount, `:name` for parameters: `/entities/by-uid/:uid`. */
  readonly path: string
}

type Declare = <
  const P extends Shape | undefined = undefined,
  const Q extends Shape | undefined = undefined,
  const B extends Shape | undefined = undefined,
  const R extends TSchema = TSchema,
>(
  path: string,
  options: RouteOptions<P, Q, B, R>,
) => Route<P, Q, B, R>

const declare =
  (method: Method): Declare =>
  (path, options) => ({ method, path, ...options })

/** Declares a route that reads. */
export const get = declare('GET')
/** Declares a route that creates or acts. */
export const post = declare('POST')
/** Declares a route that replaces. */
export const put = declare('PUT')
/** Declares a route that changes a part. */
export const patch = declare('PATCH')
/** Declares a route that removes. */
export const del = declare('DELETE')

/** Turns a {@link Shape} into the schema that checks it. Records become closed objects. */
export function schemaOfShape(shape: Shape | undefined): TSchema | undefined {
  if (shape === undefined) return undefined
  // Every TypeBox schema carries its kind under '~kind'; a record of properties does not.
  if ('~kind' in shape) return shape as TSchema
  return Type.Object(shape as TProperties, { additionalProperties: false })
}
