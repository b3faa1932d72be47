import { get, Type } from '@callboard/model'
import type { DocsProblem, DocsReading, DocsSite } from './site.ts'

const json = <T>(description: string) => Type.Unsafe<T>({ description })
const Text = Type.String({ minLength: 1 })
const entity = { namespace: Text, kind: Text, name: Text }
const version = Type.Optional(
  Type.String({ minLength: 1, maxLength: 200, description: 'A branch or tag that the entity names.' }),
)

/** A site: its navigation, and what is wrong with it. */
export const readSite = get('/sites/:namespace/:kind/:name', {
  summary: 'The navigation of a docs site.',
  params: entity,
  query: { version },
  reply: json<DocsSite>('The site.'),
})

/** A page of a site. */
export const readPage = get('/sites/:namespace/:kind/:name/page', {
  summary: 'One page of a docs site, rendered.',
  params: entity,
  query: {
    path: Type.Optional(Type.String({ maxLength: 2000, description: 'Below the site. Default: its first page.' })),
    version,
  },
  reply: json<DocsReading>('The page, or where it has gone.'),
})

/** What the owner of a site should mend. */
export const listProblems = get('/sites/:namespace/:kind/:name/problems', {
  summary: 'Broken links, missing pages and images, and what would render differently with MkDocs.',
  params: entity,
  query: { version },
  reply: json<DocsProblem[]>('By file and line.'),
})
