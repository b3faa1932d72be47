/** Words of RFC 7644 3.12 for what is wrong with a request. */
export type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness'

/** Something that SCIM clients are told in the form of RFC 7644 3.12. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

/** A request that is not as it should be. */
export const badRequest = (scimType: ScimType, detail: string) => new ScimError(400, detail, scimType)

/** The body of an error. */
export const errorBody = ({ status, scimType, message }: ScimError) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  // A text, as the RFC has it.
  status: String(status),
  ...(scimType && { scimType }),
  detail: message,
})
