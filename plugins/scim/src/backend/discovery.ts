import {
  type Attribute,
  type Attributes,
  enterpriseSchema,
  groupAttributes,
  groupSchema,
  userAttributes,
  userSchema,
} from './attributes.ts'

/** RFC 7643 5. */
export const providerConfig = (baseUrl: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 500 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token of backend.auth.externalAccess.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
})

/** RFC 7643 6. */
export const typesOfResources = (baseUrl: string) =>
  listOf(
    [
      {
        name: 'User',
        endpoint: '/Users',
        schema: userSchema,
        schemaExtensions: [{ schema: enterpriseSchema, required: false }],
      },
      { name: 'Group', endpoint: '/Groups', schema: groupSchema },
    ].map((type) => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      id: type.name,
      ...type,
      meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
    })),
  )

/** RFC 7643 7. */
export function attributeSchemas(baseUrl: string) {
  const { [enterpriseSchema]: enterprise, ...user } = userAttributes
  const schema = (id: string, name: string, attributes: Attributes) => ({
    ...{ id, name, schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'] },
    attributes: Object.entries(attributes).map(([key, attribute]) => described(key, attribute)),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  })
  return listOf([
    schema(userSchema, 'User', user),
    schema(groupSchema, 'Group', groupAttributes),
    schema(enterpriseSchema, 'EnterpriseUser', partsOf(enterprise) ?? {}),
  ])
}

/** All of it on one page. */
const listOf = (resources: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  ...{ totalResults: resources.length, startIndex: 1, itemsPerPage: resources.length, Resources: resources },
})

function described(name: string, attribute: Attribute): object {
  const parts = partsOf(attribute)
  return {
    name,
    type: parts ? 'complex' : attribute,
    multiValued: typeof attribute === 'object' && 'many' in attribute,
    required: name === 'userName',
    caseExact: name === 'externalId',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: name === 'userName' ? 'server' : 'none',
    ...(parts && { subAttributes: Object.entries(parts).map(([key, part]) => described(key, part)) }),
  }
}

function partsOf(attribute: Attribute | undefined): Attributes | undefined {
  if (typeof attribute !== 'object') return undefined
  return 'many' in attribute ? attribute.many : attribute.one
}
