import type { Random } from './random.ts'

/** An OpenAPI document of about a kilobyte, as most of the real ones in catalogs are or wish to be. */
export function definitionOf(api: string, random: Random): string {
  const thing = api.split('-')[0]
  return `openapi: 3.1.0
info:
  title: ${api}
  version: ${1 + random.int(4)}.${random.int(20)}.0
paths:
  /${thing}s:
    get:
      operationId: list-${thing}s
      summary: Lists every ${thing}
      parameters:
        - { name: limit, in: query, schema: { type: integer, default: 20 } }
        - { name: cursor, in: query, schema: { type: string } }
      responses:
        '200':
          description: A page of them
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/${thing}' } }
  /${thing}s/{id}:
    get:
      operationId: read-${thing}
      summary: Reads one ${thing}
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200': { description: Here it is }
        '404': { description: There is no such ${thing} }
components:
  schemas:
    ${thing}:
      type: object
      required: [id, name]
      properties:
        id: { type: string }
        name: { type: string }
        changedAt: { type: string, format: date-time }
`
}
