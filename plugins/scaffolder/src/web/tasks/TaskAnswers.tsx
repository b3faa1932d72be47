import type { JsonObject, JsonValue } from '@callboard/model'
import { EmptyState, type Fact, Facts, useText } from '@callboard/web'

/** The answers that a task was made with. Secrets are asterisks there already. */
export function TaskAnswers({ parameters }: { parameters: JsonObject }) {
  const t = useText()
  const facts = Object.entries(parameters).map(([name, value]): Fact => [name, sayValue(value)])
  return (
    <details className="task-answers">
      <summary>{t('task.answers', 'Answers')}</summary>
      {facts.length === 0 ? (
        <EmptyState title={t('task.answers.none', 'Its template asks nothing.')} />
      ) : (
        <Facts facts={facts} />
      )}
    </details>
  )
}

const sayValue = (value: JsonValue | undefined) =>
  typeof value === 'object' && value !== null ? (
    <pre className="task-values">{JSON.stringify(value, null, 2)}</pre>
  ) : (
    String(value ?? '')
  )
