import { Boundary, EmptyState, Link, Loading, SafeLink, useRead, useText } from '@callboard/web'
import type { DocsProblem, DocsSite } from '../../model/index.ts'
import { listProblems } from '../../model/routes.ts'
import { type DocsPlace, pageHref, siteInput } from '../docs-place.ts'

/** What the owner of a site should mend, by file. */
export function SiteProblems({ place, site }: { place: DocsPlace; site: DocsSite }) {
  const t = useText()
  return (
    <section className="td-problems">
      <h1>{t('problems.title', 'Problems in {site}', { site: site.name })}</h1>
      <p className="cb-muted">
        {t('problems.what', 'Broken links, missing pages and images, and what MkDocs would show in another way.')}{' '}
        <Link className="cb-link" to={pageHref(place, '')}>
          {t('problems.back', 'Back to the docs')}
        </Link>
      </p>
      <Boundary title={t('problems', 'Problems')} loading={<Loading lines={6} />}>
        <ProblemList place={place} sourceUrl={site.sourceUrl} />
      </Boundary>
    </section>
  )
}

function ProblemList({ place, sourceUrl }: { place: DocsPlace; sourceUrl: string | undefined }) {
  const t = useText()
  const problems = useRead(listProblems, siteInput(place))
  if (problems.length === 0)
    return <EmptyState title={t('problems.none', 'Nothing is wrong with these docs.')} icon="check" />
  return [...byFile(problems)].map(([file, ofFile]) => (
    <div key={file} className="td-problem-file">
      <h2>{sourceUrl ? <SafeLink href={`${sourceUrl}${file}`}>{file}</SafeLink> : <code>{file}</code>}</h2>
      <ul>
        {ofFile.map(({ code, line, message }) => (
          <li key={`${code} ${line} ${message}`}>
            <span className="td-problem-line">
              {line === undefined ? '' : t('problems.line', 'Line {line}', { line })}
            </span>
            <span>{message}</span>
            <code className="cb-code">{code}</code>
          </li>
        ))}
      </ul>
    </div>
  ))
}

function byFile(problems: readonly DocsProblem[]): Map<string, DocsProblem[]> {
  const files = new Map<string, DocsProblem[]>()
  for (const problem of problems) files.set(problem.file, [...(files.get(problem.file) ?? []), problem])
  return files
}
