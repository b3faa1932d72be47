/** What an issue about docs tells. */
export interface DocsIssue {
  /** The page on which the source is edited, at its host. */
  editUrl: string
  pageUrl: string
  quote: string
}

/** The words of an issue. */
export interface IssueWords {
  title: string
  /** Markdown. */
  body: string
}

/** A longer one is cut off by hosts, and by servers on the way. */
const longestQuote = 1_500

/** Puts what was selected into the words of an issue. */
export function issueWords(
  { editUrl, pageUrl, quote }: DocsIssue,
  labels: { page: string; source: string },
): IssueWords {
  const text = quote.trim().slice(0, longestQuote)
  const quoted = text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
  return {
    title: text.replace(/\s+/g, ' ').slice(0, 70),
    body: `${quoted}\n\n${labels.page}: ${pageUrl}\n${labels.source}: ${editUrl}\n`,
  }
}

/**
 * Where an issue is written, told from where the source is edited.
 *
 * @returns undefined for hosts whose form cannot be filled by an address.
 */
export function newIssueUrl(editUrl: string, { title, body }: IssueWords): string | undefined {
  const url = URL.parse(editUrl)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  const host = hosts.find(({ edit }) => edit.test(url.pathname))
  const repository = host && url.pathname.match(host.edit)?.[1]
  if (!host || !repository) return undefined
  const issue = new URL(`${repository}${host.form}`, url.origin)
  issue.searchParams.set(host.title, title)
  issue.searchParams.set(host.body, body)
  return issue.href
}

/** In this order: GitLab's way to edit looks like GitHub's at its end. */
const hosts = [
  {
    edit: /^(\/.+?)\/-\/edit\//,
    form: '/-/issues/new',
    title: 'issue[title]',
    body: 'issue[description]',
  },
  { edit: /^(\/[^/]+\/[^/]+)\/_edit\//, form: '/issues/new', title: 'title', body: 'body' },
  { edit: /^(\/[^/]+\/[^/]+)\/edit\//, form: '/issues/new', title: 'title', body: 'body' },
]
