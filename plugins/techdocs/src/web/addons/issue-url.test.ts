import { expect, test } from 'vitest'
import { issueWords, newIssueUrl } from './issue-url.ts'

const words = { title: 'T', body: 'B' }

test.each([
  {
    host: 'GitHub',
    editUrl: 'https://github.com/o/r/edit/main/docs/a.md',
    to: 'https://github.com/o/r/issues/new?title=T&body=B',
  },
  {
    host: 'GitLab, with groups in groups',
    editUrl: 'https://gitlab.example/a/b/c/-/edit/main/docs/a.md',
    to: 'https://gitlab.example/a/b/c/-/issues/new?issue%5Btitle%5D=T&issue%5Bdescription%5D=B',
  },
  {
    host: 'Gitea',
    editUrl: 'https://gitea.example/o/r/_edit/main/docs/a.md',
    to: 'https://gitea.example/o/r/issues/new?title=T&body=B',
  },
  { host: 'a host that is not known', editUrl: 'https://bitbucket.org/o/r/src/main/a.md?mode=edit', to: undefined },
  { host: 'an address that runs code', editUrl: 'javascript:alert(1)//o/r/edit/main', to: undefined },
])('an issue at $host', ({ editUrl, to }) => {
  expect(newIssueUrl(editUrl, words)).toBe(to)
})

test('the words quote the text, and say where it is', () => {
  const issue = { editUrl: 'https://e.example', pageUrl: 'https://p.example', quote: `one\ntwo ${'x'.repeat(3000)}` }
  const { title, body } = issueWords(issue, { page: 'Page', source: 'Source' })
  expect(title).toHaveLength(70)
  expect(title).toMatch(/^one two x+$/)
  expect(body).toMatch(/^> one\n> two x+\n\nPage: https:\/\/p\.example\nSource: https:\/\/e\.example\n$/)
  expect(body.length).toBeLessThan(1_700)
})
