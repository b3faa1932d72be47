import { CallboardError, type Problem } from '@callboard/model'
import { Icon, useText } from '@callboard/web'
import { errors } from '../../model/errors.ts'
import { ProblemItem } from '../problems/ProblemItem.tsx'

/** What the server refused, why, and what to do: for a faulty file every fault with its line. */
export function Refusal({ error }: { error: Error }) {
  const t = useText()
  const problems = problemsOf(error)
  if (problems.length > 0) {
    return (
      <section className="cb-card cb-card-warning cat-import-faulty">
        <h2>{t('import.faulty', 'Nothing was registered. This is in the way:')}</h2>
        <ul className="cat-problems">
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.file} ${problem.line} ${problem.message}`}>
              <ProblemItem problem={problem} entity={undefined} />
            </li>
          ))}
        </ul>
        <p>{t('import.correct', 'Once that is put right, look at it again.')}</p>
      </section>
    )
  }
  return (
    <div className="cb-state cb-state-error" role="alert">
      <Icon name={error.name === 'NotAllowedError' ? 'forbidden' : 'broken'} />
      <div>
        <p className="cb-state-headline">{t('import.refused', 'This location cannot be registered.')}</p>
        <p>{error.message}</p>
        {error instanceof CallboardError && error.hint && <p className="cb-muted">{error.hint}</p>}
        {error instanceof CallboardError && <code className="cb-code">{error.code}</code>}
      </div>
    </div>
  )
}

function problemsOf(error: Error): readonly Problem[] {
  if (!errors.dryRunFailed.is(error) || !(error instanceof CallboardError)) return []
  // The declaration of the error gives its data this shape.
  return (error.data.problems as Problem[] | undefined) ?? []
}
