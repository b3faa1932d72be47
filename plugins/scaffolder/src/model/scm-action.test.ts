import { describe, expect, test } from 'vitest'
import { answerText, commitOptions, hostRefusal, openScmRepo, readScmDefaults, type ScmHost } from './scm-action.ts'

const host = (type: string, token?: string): ScmHost => ({
  type,
  host: `${type}.example`,
  async headers(_url, given = token): Promise<Record<string, string>> {
    return given ? { authorization: `Bearer ${given}` } : {}
  },
  gitHeaders: async (_url, given) => ({ authorization: `Basic ${given ?? token}` }),
})
const hosts = [host('github', 'portal'), host('gitlab')]
const scm = { byUrl: (url: string) => hosts.find((one) => one.host === new URL(url).host) }
const defaultsOf = (values: Record<string, string | boolean> = {}) =>
  readScmDefaults({
    getOptionalString: (key) => values[key.replace('scaffolder.', '')] as string | undefined,
    getOptionalBoolean: (key) => values[key.replace('scaffolder.', '')] as boolean | undefined,
  })

const repoUrl = 'github.example?owner=acme&repo=shop'

describe('openScmRepo', () => {
  test.each([
    { why: 'takes the credentials of the portal', token: undefined, authorization: 'Bearer portal' },
    { why: 'prefers the token of the step', token: 'mine', authorization: 'Bearer mine' },
  ])('$why', async ({ token, authorization }) => {
    const repo = await openScmRepo({ repoUrl, token }, { scm, defaults: defaultsOf(), types: ['github'] })
    expect(repo).toMatchObject({ owner: 'acme', repo: 'shop', headers: { authorization } })
  })

  test.each([
    { why: 'a host nobody configured', repoUrl: 'nowhere.example?owner=a&repo=b', says: /host nowhere\.example/ },
    { why: 'a host of another vendor', repoUrl: 'gitlab.example?owner=a&repo=b', says: /does not work with gitlab/ },
    { why: 'a host without credentials', repoUrl: 'gitlab.example?owner=a&repo=b', types: ['gitlab'], says: /No cred/ },
    { why: 'a missing owner', repoUrl: 'github.example?repo=b', says: /does not say the owner/ },
    {
      why: 'the credentials of the portal where people must give theirs',
      config: { requireScmUserCredentials: true },
      says: /only with a token of the person/,
    },
  ])('refuses $why', async (row) => {
    const opened = openScmRepo(
      { repoUrl: row.repoUrl ?? repoUrl },
      { scm, defaults: defaultsOf(row.config), types: row.types ?? ['github'] },
    )
    await expect(opened).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(row.says) })
  })

  test('a token of the step is enough where people must give theirs', async () => {
    const defaults = defaultsOf({ requireScmUserCredentials: true })
    await expect(openScmRepo({ repoUrl, token: 'mine' }, { scm, defaults, types: ['github'] })).resolves.toBeDefined()
  })
})

describe('commitOptions', () => {
  const integration = host('github', 'portal')
  test.each([
    {
      why: 'the step',
      input: { gitAuthorName: 'Ada', gitAuthorEmail: 'ada@x' },
      author: { name: 'Ada', email: 'ada@x' },
    },
    { why: 'nobody', input: {}, author: { name: 'Scaffolder', email: 'scaffolder@backstage.io' } },
    {
      why: 'the config',
      input: {},
      config: { 'defaultAuthor.name': 'Robot', 'defaultAuthor.email': 'robot@x' },
      author: { name: 'Robot', email: 'robot@x' },
    },
  ])('the author is named by $why', ({ input, config, author }) => {
    expect(commitOptions(input, { integration, defaults: defaultsOf(config) })).toEqual({ author })
  })

  test('a commit is signed with the key of the host, else with the common one, else not at all', () => {
    const signed = (hostKey: string | undefined, values = {}) =>
      commitOptions(
        { signCommit: true },
        { integration: { ...integration, commitSigningKey: hostKey }, defaults: defaultsOf(values) },
      ).signingKey
    expect(signed('of the host', { defaultCommitSigningKey: 'common' })).toBe('of the host')
    expect(signed(undefined, { defaultCommitSigningKey: 'common' })).toBe('common')
    expect(() => signed(undefined)).toThrow('no signing key is configured for github.example')
  })
})

describe('answerText', () => {
  test.each([
    {
      host: 'GitHub',
      body: { message: 'Validation Failed', errors: [{ resource: 'Repository', field: 'name', message: 'taken' }] },
      text: 'Validation Failed; taken; name',
    },
    { host: 'GitLab by field', body: { message: { name: ['has been taken'] } }, text: 'name has been taken' },
    {
      host: 'GitLab',
      body: { error: 'insufficient_scope', error_description: 'more.' },
      text: 'insufficient_scope; more',
    },
    { host: 'Bitbucket Cloud', body: { type: 'error', error: { message: 'No', detail: 'why' } }, text: 'No; why' },
    { host: 'Bitbucket Server', body: { errors: [{ context: 'name', message: 'taken' }] }, text: 'taken; name' },
    { host: 'Gerrit', body: 'not permitted: create\n', text: 'not permitted: create' },
    { host: 'a proxy', body: '<!doctype html><h1>502</h1>', text: '' },
    { host: 'nobody', body: undefined, text: '' },
  ])('finds the words of $host', ({ body, text }) => expect(answerText(body)).toBe(text))
})

test('a refusal says what, what the host answered, and what to do', () => {
  const { name, message } = hostRefusal('create the repository acme/shop', {
    host: 'github.example',
    status: 422,
    body: { message: 'name already exists' },
  })
  expect({ name, message }).toEqual({
    name: 'InputError',
    message:
      'github.example refused to create the repository acme/shop. It answered 422: name already exists. Change the input of the step, and try again.',
  })
  expect(hostRefusal('x', { host: 'h', status: 403, body: '' }).name).toBe('NotAllowedError')
})
