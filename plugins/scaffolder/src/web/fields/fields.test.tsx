import '@testing-library/jest-dom/vitest'
import type { Entity, JsonObject, JsonValue } from '@callboard/model'
import { endPortal, type RenderPortalOptions, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { type FakePortal, fakePortal, formPage } from '../fixtures/fake-portal.ts'
import plugin from '../index.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const entity = (kind: string, name: string, title?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, ...(title !== undefined && { title }) },
})
const stage = entity('Group', 'Stage', 'Stage crew')
const light = entity('Group', 'light')

interface Asking extends FakePortal {
  config?: JsonObject
  guestOwns?: readonly string[]
  isRequired?: boolean
  ways?: RenderPortalOptions['ways']
  /** What the address brings. */
  answers?: JsonObject
}

/** A form with this one field, called "It". */
function ask(property: JsonObject, asking: Asking = {}) {
  const { config = {}, guestOwns = [], isRequired = false, ways, answers, ...portal } = asking
  const page = formPage({ it: { title: 'It', type: 'string', ...property } }, isRequired ? { required: ['it'] } : {})
  const fake = fakePortal({ ...portal, form: { steps: [page] } })
  renderPortal({
    plugins: [plugin],
    path: `/create/templates/default/show${answers ? `?formData=${encodeURIComponent(JSON.stringify(answers))}` : ''}`,
    config,
    respond: fake.respond,
    guestOwns,
    ...(ways && { ways }),
  })
  return fake
}

// The top bar has a button of this name, too.
const press = async (name: string) =>
  userEvent.click(await within(await screen.findByRole('main')).findByRole('button', { name }))
const field = () => screen.findByRole<HTMLInputElement>('combobox', { name: /^It/ })

/** Sends the form, and gives the answer that the task got. */
async function answer({ created }: ReturnType<typeof fakePortal>): Promise<JsonValue | undefined> {
  await press('Review')
  await press('Create')
  await waitFor(() => expect(created).toHaveLength(1))
  return created[0]?.values.it
}

test.each([
  {
    why: 'a chosen entity is a whole ref in lower case',
    field: 'EntityPicker',
    type: 'sta',
    choose: 'Stage crew',
    it: 'group:default/stage',
  },
  {
    why: 'a text is read with the defaults',
    field: 'EntityPicker',
    options: { defaultKind: 'API', defaultNamespace: 'Ops' },
    type: 'Tickets',
    it: 'api:ops/tickets',
  },
  { why: 'a text that is no ref stays as it is', field: 'EntityPicker', type: 'Who Knows', it: 'Who Knows' },
  {
    why: 'a name typed in full is the entity',
    field: 'EntityPicker',
    options: { defaultKind: 'User' },
    type: 'stage crew',
    it: 'group:default/stage',
  },
  {
    why: 'false leaves the usual namespace',
    field: 'EntityPicker',
    options: { defaultKind: 'API', defaultNamespace: false },
    type: 'x',
    it: 'api:default/x',
  },
  {
    why: 'an owner is a group unless told otherwise',
    field: 'OwnerPicker',
    type: 'Ushers',
    it: 'group:default/ushers',
  },
  {
    why: 'an owned entity is a ref, too',
    field: 'OwnedEntityPicker',
    type: 'sta',
    choose: 'Stage crew',
    it: 'group:default/stage',
  },
])('$why', async ({ field: name, options = {}, type, choose, it }) => {
  const fake = ask({ 'ui:field': name, 'ui:options': options }, { entities: [stage, light] })
  await userEvent.type(await field(), type)
  if (choose) await userEvent.click(await screen.findByRole('option', { name: new RegExp(choose) }))
  else await screen.findAllByRole('option')
  expect(await answer(fake)).toBe(it)
})

test.each([
  { why: 'leaving takes the highlighted choice', options: {}, it: 'group:default/stage' },
  { why: 'without autoSelect it does not', options: { autoSelect: false }, it: undefined },
])('$why', async ({ options, it }) => {
  const fake = ask({ 'ui:field': 'EntityPicker', 'ui:options': options }, { entities: [stage, light] })
  await userEvent.click(await field())
  await screen.findByRole('option', { name: /Stage crew/ })
  await userEvent.keyboard('{ArrowDown}')
  await userEvent.tab()
  expect(await answer(fake)).toBe(it)
})

test('the only entity is chosen and locked, where one is needed and nothing else counts', async () => {
  const fake = ask(
    { 'ui:field': 'EntityPicker', 'ui:options': { allowArbitraryValues: false } },
    { entities: [stage], isRequired: true },
  )
  await waitFor(async () => expect(await field()).toBeDisabled())
  expect(await answer(fake)).toBe('group:default/stage')
})

test('where only entities count, other texts are none', async () => {
  const fake = ask({ 'ui:field': 'EntityPicker', 'ui:options': { allowArbitraryValues: false } })
  await userEvent.type(await field(), 'nobody')
  expect(await screen.findByText('There is nothing like that.')).toBeVisible()
  expect(await answer(fake)).toBeUndefined()
})

test.each([
  {
    why: 'a filter replaces kinds',
    field: 'EntityPicker',
    options: { catalogFilter: { kind: 'API', 'spec.type': ['a', 'b'] }, allowedKinds: ['x'] },
    query: { kind: 'API', 'spec.type': { $in: ['a', 'b'] } },
  },
  {
    why: 'several filters are alternatives',
    field: 'EntityPicker',
    options: { catalogFilter: [{ kind: 'API' }, { 'metadata.name': { exists: true } }] },
    query: { $any: [{ kind: 'API' }, { 'metadata.name': { $exists: true } }] },
  },
  { why: 'kinds alone', field: 'EntityPicker', options: { allowedKinds: ['API'] }, query: { kind: { $in: ['API'] } } },
  {
    why: 'owners are groups and people',
    field: 'OwnerPicker',
    options: {},
    query: { kind: { $in: ['Group', 'User'] } },
  },
  {
    why: 'what the person owns',
    field: 'OwnedEntityPicker',
    options: {},
    query: { $all: [{}, { 'relations.ownedBy': { $in: ['group:default/stage'] } }] },
  },
])('asked for: $why', async ({ field: name, options, query }) => {
  const { asked } = ask({ 'ui:field': name, 'ui:options': options }, { guestOwns: ['group:default/stage'] })
  await userEvent.click(await field())
  await waitFor(() => expect(asked.find(({ path }) => path.endsWith('by-query'))?.body).toMatchObject({ query }))
})

test('several entities are a list of refs, without those taken away', async () => {
  const fake = ask(
    { type: 'array', 'ui:field': 'MultiEntityPicker', 'ui:options': { defaultKind: 'Group' }, maxItems: 2 },
    { entities: [stage] },
  )
  await userEvent.type(await field(), 'Ushers{Enter}')
  await userEvent.click(await field())
  await userEvent.click(await screen.findByRole('option', { name: /Stage crew/ }))
  expect(await field()).toBeDisabled()
  await press('Remove group:default/ushers')
  expect(await field()).toBeEnabled()
  expect(await answer(fake)).toEqual(['group:default/stage'])
})

test('each of several entities must be a ref', async () => {
  ask({ type: 'array', 'ui:field': 'MultiEntityPicker' })
  await userEvent.type(await field(), 'ushers{Enter}')
  await press('Review')
  expect(await screen.findByText('ushers is no reference: it needs a kind, as in group:ushers.')).toBeVisible()
})

test('one of the own groups; nothing is the empty text', async () => {
  const fake = ask({ 'ui:field': 'MyGroupsPicker' }, { entities: [stage, light] })
  const select = await screen.findByRole('combobox', { name: 'It' })
  await userEvent.selectOptions(select, 'Stage crew')
  expect(select).toHaveValue('group:default/stage')
  await userEvent.selectOptions(select, '')
  expect(await answer(fake)).toBe('')
  expect(fake.asked[0]?.body).toMatchObject({
    query: { kind: 'group', 'relations.hasMember': 'user:development/guest' },
  })
})

test.each([
  { name: 'a', isFine: true },
  { name: 'a--B_c.9', isFine: true },
  { name: '-a', isFine: false },
  { name: 'a b', isFine: false },
  { name: 'a'.repeat(64), isFine: false },
])('$name as the name of an entity: $isFine', async ({ name, isFine }) => {
  ask({ 'ui:field': 'EntityNamePicker' })
  await userEvent.type(await screen.findByLabelText('It'), name)
  await press('Review')
  if (isFine) expect(await screen.findByRole('heading', { level: 2, name: 'Review' })).toBeVisible()
  else expect(await screen.findByText(/^It must have 1 to 63/)).toBeVisible()
})

const tags = {
  '/api/catalog/entity-facets': () =>
    Response.json({
      facets: {
        'metadata.tags': [
          { value: 'go', count: 3 },
          { value: 'java', count: 7 },
        ],
      },
    }),
}

test('tags are lower case and trimmed, and what is no tag is refused', async () => {
  const fake = ask(
    { type: 'array', 'ui:field': 'EntityTagsPicker', 'ui:options': { showCounts: true, kinds: ['API'] } },
    { replies: tags },
  )
  await userEvent.type(await field(), '  Node {Enter}')
  await userEvent.type(await field(), 'no tag{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent('"no tag" is no tag')
  await userEvent.type(await field(), 'ja')
  await userEvent.click(await screen.findByRole('option', { name: 'java 7' }))
  expect(await answer(fake)).toEqual(['node', 'java'])
  expect(fake.asked.find(({ path }) => path.endsWith('entity-facets'))?.body).toEqual({
    facets: ['metadata.tags'],
    query: { kind: { $in: ['API'] } },
  })
})

test('tags are a list even where nobody enters one', async () => {
  expect(await answer(ask({ type: 'array', 'ui:field': 'EntityTagsPicker' }))).toEqual([])
})

const integrations = {
  integrations: {
    github: [{ host: 'ghe.example' }],
    gitlab: [{ host: 'gitlab.example' }],
    gitea: [{ host: 'gitea.example' }],
    gerrit: [{ host: 'gerrit.example' }],
    bitbucketServer: [{ host: 'bb.example' }],
  },
}

test.each([
  { host: 'ghe.example', parts: { Owner: 'acme', Repository: 'shop' }, it: 'ghe.example?owner=acme&repo=shop' },
  {
    host: 'gitlab.example',
    parts: { Group: 'a/b/c', Repository: 'shop' },
    it: 'gitlab.example?owner=a%2Fb%2Fc&repo=shop',
  },
  { host: 'gitea.example', parts: { Owner: 'acme', Repository: 'shop' }, it: 'gitea.example?owner=acme&repo=shop' },
  {
    host: 'gerrit.example',
    parts: { 'Parent project': 'all', Repository: 'shop' },
    it: 'gerrit.example?repo=shop&workspace=all',
  },
  { host: 'bb.example', parts: { Project: 'P', Repository: 'shop' }, it: 'bb.example?repo=shop&project=P' },
  {
    host: 'bitbucket.org',
    parts: { Workspace: 'w', Project: 'P', Repository: 'shop' },
    it: 'bitbucket.org?repo=shop&workspace=w&project=P',
  },
  {
    host: 'dev.azure.com',
    parts: { Organization: 'o', Project: 'P', Repository: 'shop' },
    it: 'dev.azure.com?repo=shop&organization=o&project=P',
  },
])('a repository on $host is $it', async ({ host, parts, it }) => {
  const fake = ask({ 'ui:field': 'RepoUrlPicker' }, { config: integrations })
  const repo = within(await screen.findByRole('group', { name: 'It' }))
  await userEvent.selectOptions(repo.getByLabelText('Host'), host)
  for (const [part, text] of Object.entries(parts)) await userEvent.type(repo.getByLabelText(part), text)
  expect(await answer(fake)).toBe(it)
})

test('lists of one are chosen already, and only the listed can be', async () => {
  const options = {
    allowedHosts: ['ghe.example'],
    allowedOwners: ['acme'],
    allowedRepos: ['one', 'two'],
    repoLabel: 'Shop',
  }
  const fake = ask({ 'ui:field': 'RepoUrlPicker', 'ui:options': options }, { config: integrations })
  await userEvent.selectOptions(await screen.findByLabelText('Shop'), 'two')
  expect(await answer(fake)).toBe('ghe.example?owner=acme&repo=two')
})

test('a part that its host needs is missed; without any host nothing is answered', async () => {
  ask({ 'ui:field': 'RepoUrlPicker' }, { config: integrations, isRequired: true })
  await userEvent.type(await screen.findByLabelText('Owner'), 'acme')
  await press('Review')
  expect(await screen.findByText('Repository must not be empty.')).toBeVisible()
})

const credentials = { requestUserCredentials: { secretsKey: 'TOKEN', additionalScopes: { github: ['delete_repo'] } } }
const github = [
  { id: 'guest', title: 'Guest', type: 'guest', signsIn: true },
  { id: 'github', title: 'GitHub', type: 'redirect', signsIn: true },
] as const
const completions = {
  '/api/scaffolder/v2/autocomplete/github/owners': () => Response.json({ results: [{ id: 'acme' }] }),
  '/api/scaffolder/v2/autocomplete/github/repositoriesWithOwner': () =>
    Response.json({ results: [{ id: 'acme/shop' }, { id: 'other/x' }] }),
  '/api/scaffolder/v2/autocomplete/github/branches': () => Response.json({ results: [{ id: 'main' }, { id: 'next' }] }),
}

test("the person's token is a secret of the task, and the host suggests by it", async () => {
  const scopes: (string | null)[] = []
  const fake = ask(
    { 'ui:field': 'RepoUrlPicker', 'ui:options': { ...credentials, allowedHosts: ['github.com'] } },
    {
      ways: github,
      replies: {
        ...completions,
        '/api/auth/github/refresh': ({ url }) => {
          scopes.push(new URL(url).searchParams.get('scope'))
          return Response.json({ providerInfo: { accessToken: 'my-token' } })
        },
      },
    },
  )
  expect(await screen.findByText('With your access to github.com.')).toBeVisible()
  await userEvent.click(await screen.findByRole('combobox', { name: 'Owner' }))
  await userEvent.click(await screen.findByRole('option', { name: 'acme' }))
  await userEvent.click(await screen.findByRole('combobox', { name: 'Repository' }))
  await userEvent.click(await screen.findByRole('option', { name: 'shop' }))
  expect(await answer(fake)).toBe('github.com?owner=acme&repo=shop')
  expect(fake.created[0]?.secrets).toEqual({ TOKEN: 'my-token' })
  expect(scopes[0]?.split(' ')).toEqual(expect.arrayContaining(['repo', 'delete_repo']))
})

test('whoever has not agreed is asked to', async () => {
  const refuse = () => Response.json({ error: { name: 'AuthenticationError', message: 'no' } }, { status: 401 })
  ask(
    { 'ui:field': 'RepoUrlPicker', 'ui:options': { ...credentials, allowedHosts: ['github.com'] } },
    { ways: github, replies: { '/api/auth/github/refresh': refuse } },
  )
  expect(await screen.findByRole('button', { name: 'Connect GitHub' })).toBeVisible()
})

test('where nobody can be signed in, the form says so', async () => {
  ask({ 'ui:field': 'RepoUrlPicker', 'ui:options': { ...credentials, allowedHosts: ['github.com'] } })
  expect(await screen.findByText(/this portal signs nobody in there/)).toBeVisible()
})

test('a branch is suggested, or typed', async () => {
  const fake = ask(
    { 'ui:field': 'RepoBranchPicker', 'ui:options': credentials },
    {
      ways: github,
      answers: { repoUrl: 'github.com?owner=acme&repo=shop' },
      replies: {
        ...completions,
        '/api/auth/github/refresh': () => Response.json({ providerInfo: { accessToken: 'my-token' } }),
      },
    },
  )
  await screen.findByText('With your access to github.com.')
  await userEvent.type(await field(), 'ne')
  await userEvent.click(await screen.findByRole('option', { name: 'next' }))
  expect(await answer(fake)).toBe('next')
  expect(fake.asked.find(({ path }) => path.endsWith('branches'))?.body).toEqual({
    token: 'my-token',
    context: { host: 'github.com', owner: 'acme', repository: 'shop' },
  })
})

test('an owner is typed, or suggested without those excluded', async () => {
  const fake = ask(
    { 'ui:field': 'RepoOwnerPicker', 'ui:options': { ...credentials, host: 'github.com', excludedOwners: ['acme'] } },
    {
      ways: github,
      replies: {
        ...completions,
        '/api/auth/github/refresh': () => Response.json({ providerInfo: { accessToken: 'my-token' } }),
      },
    },
  )
  await screen.findByText('With your access to github.com.')
  await waitFor(() => expect(fake.asked.some(({ path }) => path.endsWith('owners'))).toBe(true))
  await userEvent.type(await field(), 'acme-2')
  expect(screen.queryByRole('option')).toBeNull()
  await userEvent.tab()
  expect(await answer(fake)).toBe('acme-2')
})
