import { createUrlReading } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { plainConfig, silentLog } from '@callboard/testing/servers'
import { describe, expect, test } from 'vitest'
import { resolveDocsReference } from './docs-reference.ts'
import { atVersion, versionsOf } from './docs-versions.ts'

const { scm } = createUrlReading({ config: plainConfig({}), log: silentLog })
const github = 'url:https://github.com/acme/shop/blob/main/services/web/catalog-info.yaml'

const entity = (annotations: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [name.includes('/') ? name : `backstage.io/${name}`, value]),
    ),
  },
})

test.each([
  { ref: 'dir:.', at: github, target: 'https://github.com/acme/shop/tree/main/services/web/' },
  { ref: 'dir:./docs', at: github, target: 'https://github.com/acme/shop/tree/main/services/web/docs' },
  { ref: 'dir:/docs', at: github, target: 'https://github.com/acme/shop/tree/main/docs' },
  { ref: 'dir:../api', at: github, target: 'https://github.com/acme/shop/tree/main/services/api' },
  { ref: 'url:https://wiki.test/a', at: github, target: 'https://wiki.test/a' },
  { ref: 'dir:.', at: 'file:/srv/shop/catalog-info.yaml', target: '/srv/shop' },
  { ref: 'dir:docs/en', at: 'file:/srv/shop/catalog-info.yaml', target: '/srv/shop/docs/en' },
])('$ref of an entity from $at is $target', ({ ref, at, target }) => {
  const annotations = { 'techdocs-ref': ref, 'managed-by-location': at }
  expect(resolveDocsReference(entity(annotations), scm)?.target).toBe(target)
})

test('the source location goes before the file of the catalog', () => {
  const annotations = {
    'techdocs-ref': 'dir:.',
    'managed-by-location': 'file:/srv/all.yaml',
    'source-location': 'url:https://github.com/acme/other/tree/main/',
  }
  expect(resolveDocsReference(entity(annotations), scm)).toEqual({
    type: 'url',
    target: 'https://github.com/acme/other/tree/main/',
  })
})

test('a source at a host that the portal cannot read is no source', () => {
  const annotations = {
    'techdocs-ref': 'dir:.',
    'managed-by-location': 'file:/srv/shop/catalog-info.yaml',
    'source-location': 'url:https://git.unknown.test/acme/shop/',
  }
  expect(resolveDocsReference(entity(annotations), scm)).toEqual({ type: 'dir', target: '/srv/shop' })
})

test('an entity that names no docs has none', () => {
  expect(resolveDocsReference(entity({ 'managed-by-location': github }), scm)).toBeUndefined()
})

const local = 'file:/srv/shop/catalog-info.yaml'

test.each([
  { attack: 'the folder above', ref: 'dir:..', at: local },
  { attack: 'a folder beside it', ref: 'dir:../shop-secrets', at: local },
  { attack: 'an absolute folder', ref: 'dir:/etc', at: local },
  { attack: 'a way there and back', ref: 'dir:docs/../../etc', at: local },
  { attack: 'out of the repository', ref: 'dir:%2e%2e/%2e%2e/%2e%2e/%2e%2e/other', at: github },
  { attack: 'encoded twice', ref: 'dir:%252e%252e/other', at: github },
  { attack: 'no colon', ref: 'docs', at: github },
  { attack: 'no type', ref: ':docs', at: github },
  { attack: 'a script', ref: 'url:javascript:alert(1)', at: github },
  { attack: 'a catalog file from elsewhere', ref: 'dir:.', at: 'bootstrap:x' },
])('refused: $attack', ({ ref, at }) => {
  const annotations = { 'techdocs-ref': ref, 'managed-by-location': at }
  expect(() => resolveDocsReference(entity(annotations), scm)).toThrow(
    expect.objectContaining({ code: 'techdocs/bad-reference' }),
  )
})

test('attack: whoever writes a catalog file cannot name a folder of the server as its source', () => {
  const from = (at: string) => ({ 'techdocs-ref': 'dir:.', 'source-location': 'file:/etc/', 'managed-by-location': at })
  expect(() => resolveDocsReference(entity(from(github)), scm)).toThrow(/source of the docs/)
  expect(resolveDocsReference(entity(from(local)), scm)).toEqual({ type: 'dir', target: '/srv/shop' })
})

describe('versions', () => {
  test('are what the entity lists, each once', () => {
    expect(versionsOf(entity({ 'callboard.dev/techdocs-versions': ' v2, v1,,v2 ' }))).toEqual(['v2', 'v1'])
  })

  test.each([
    { type: 'github', url: 'https://github.com/a/b/tree/main/docs/', at: 'https://github.com/a/b/tree/v1/docs/' },
    { type: 'github', url: 'https://github.com/a/b', at: 'https://github.com/a/b/tree/v1/' },
    { type: 'gitlab', url: 'https://gitlab.com/a/b/c/-/tree/main/x', at: 'https://gitlab.com/a/b/c/-/tree/v1/x' },
    { type: 'gitea', url: 'https://g.test/a/b/src/branch/main/x', at: 'https://g.test/a/b/src/branch/v1/x' },
    { type: 'git', url: 'https://p.test/git/a/b/blob/main/x', at: 'https://p.test/git/a/b/blob/v1/x' },
    { type: 'bitbucketCloud', url: 'https://bitbucket.org/a/b/src/main/x', at: 'https://bitbucket.org/a/b/src/v1/x' },
    {
      type: 'bitbucketServer',
      url: 'https://b.test/projects/A/repos/b/browse/x',
      at: 'https://b.test/projects/A/repos/b/browse/x?at=v1',
    },
    {
      type: 'azure',
      url: 'https://dev.azure.com/o/p/_git/r?path=/x',
      at: 'https://dev.azure.com/o/p/_git/r?path=%2Fx&version=GBv1',
    },
    { type: undefined, url: 'https://wiki.test/a/b/tree/main/', at: undefined },
  ])('$url at v1 is $at', ({ type, url, at }) => {
    expect(atVersion({ type: 'url', target: url }, 'v1', type)?.target).toBe(at)
  })

  test('attack: a version cannot leave its place in the address', () => {
    const source = { type: 'url', target: 'https://github.com/a/b/tree/main/docs/' }
    expect(atVersion(source, '../../../o/secret', 'github')?.target).toBe(
      'https://github.com/a/b/tree/..%2F..%2F..%2Fo%2Fsecret/docs/',
    )
  })

  test('a folder of this machine has no versions', () => {
    expect(atVersion({ type: 'dir', target: '/srv' }, 'v1', undefined)).toBeUndefined()
  })
})
