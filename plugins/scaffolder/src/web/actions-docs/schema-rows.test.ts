import { expect, test } from 'vitest'
import { schemaRows } from './schema-rows.ts'

const sayRow = ({ path, type, isRequired, byDefault, choices }: ReturnType<typeof schemaRows>[number]) =>
  `${path.join('.')}${isRequired ? '!' : ''}: ${type}${byDefault === undefined ? '' : ` = ${byDefault}`}${
    choices.length > 0 ? ` of ${choices.join(', ')}` : ''
  }`

test.each([
  {
    why: 'what is required and what stands in for what is missing',
    schema: {
      required: ['url'],
      properties: { url: { type: 'string' }, depth: { type: 'number', default: 1 }, any: {} },
    },
    rows: ['url!: string', 'depth: number = 1', 'any: any'],
  },
  {
    why: 'what is in an object and in the things of a list',
    schema: {
      properties: {
        commit: { type: 'object', required: ['author'], properties: { author: { type: 'string' } } },
        files: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' } } } },
        tags: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
      },
    },
    rows: ['commit: object', 'commit.author!: string', 'files: object[]', 'files.path: string', 'tags: string[][]'],
  },
  {
    why: 'several types',
    schema: {
      properties: {
        a: { type: ['string', 'null'] },
        b: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
        c: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      },
    },
    rows: ['a: string | null', 'b: string | string[]', 'c: (string | number)[]'],
  },
  {
    why: 'values to choose from, however they are written',
    schema: {
      properties: {
        a: { type: 'string', enum: ['x', 'y'] },
        b: {
          anyOf: [
            { const: 'x', type: 'string' },
            { const: 1, type: 'number' },
          ],
        },
        c: { enum: ['x'] },
        d: { type: 'array', items: { type: 'string', enum: ['x'] } },
        e: { const: true },
      },
    },
    rows: [
      'a: string of "x", "y"',
      'b: string | number of "x", 1',
      'c: string of "x"',
      'd: string[] of "x"',
      'e: boolean of true',
    ],
  },
  {
    why: 'alternatives of the whole',
    schema: { properties: { a: { type: 'string' } }, oneOf: [{ properties: { b: { type: 'number' } } }] },
    rows: ['a: string', 'b: number'],
  },
])('$why', ({ schema, rows }) => {
  expect(schemaRows(schema as unknown as Parameters<typeof schemaRows>[0]).map(sayRow)).toEqual(rows)
})

test('a schema that holds itself ends', () => {
  const folder: Record<string, unknown> = { type: 'object' }
  folder.properties = { folder }
  expect(schemaRows(folder as Parameters<typeof schemaRows>[0])).toHaveLength(6)
})
