import type { Entity, Problem } from '@callboard/model'
import { Card, type EntityCardProps, Tag, type Text, useRead, useText } from '@callboard/web'
import { problems } from '../../model/routes-insight.ts'

/** What is wrong with the entity, where, and what to do about it. Nothing at all when nothing is. */
export function ProblemsCard({ entity }: EntityCardProps) {
  const { items } = useRead(problems, { query: { entityRef: entity.ref } })
  return <ProblemList problems={items.length > 0 ? items : fromStatus(entity)} />
}

/** A titled list of problems; nothing when there are none. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const t = useText()
  if (problems.length === 0) return null
  return (
    <Card
      title={t('problems.title', '{count, plural, one {# problem} other {# problems}}', { count: problems.length })}
      tone="warning"
    >
      <ul className="cat-problems">
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.file} ${problem.line} ${problem.pointer} ${problem.message}`}>
            <OneProblem problem={problem} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function OneProblem({ problem }: { problem: Problem }) {
  const t = useText()
  const where = placeOf(problem)
  return (
    <>
      <p className="cat-problem-message">
        <Tag tone={problem.level === 'error' ? 'bad' : problem.level === 'warning' ? 'warning' : 'plain'}>
          {levelOf(problem.level, t)}
        </Tag>{' '}
        {problem.message}
      </p>
      {problem.hint && <p>{problem.hint}</p>}
      <p className="cat-problem-place">
        {where && <code>{where}</code>}
        {problem.pointer && <code>{problem.pointer}</code>}
        <code>{problem.code}</code>
      </p>
    </>
  )
}

function levelOf(level: Problem['level'], t: Text): string {
  if (level === 'error') return t('problems.error', 'Error')
  return level === 'warning' ? t('problems.warning', 'Warning') : t('problems.info', 'Note')
}

/** `org.yaml:12`, as editors take it. */
const placeOf = ({ file, line }: Problem) => (file && line ? `${file}:${line}` : file)

/** Catalogs that keep no problems still say what went wrong in the entity itself (spec/catalog.md 1.10). */
const fromStatus = (entity: Entity): Problem[] =>
  (entity.status?.items ?? []).map(({ type, level, message }) => ({ code: type, level, message }))
