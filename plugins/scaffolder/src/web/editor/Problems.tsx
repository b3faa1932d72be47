import { type Text, useText } from '@callboard/web'
import type { TemplateProblem } from './lint/lint-template.ts'

/** A problem in words. */
export interface SaidProblem {
  line: number
  words: string
}

/** What a {@link Problems} lists. */
export interface ProblemsProps {
  problems: readonly SaidProblem[]
  onGoTo: (line: number) => void
}

/** What is wrong with a template, each with the way to its line. */
export function Problems({ problems, onGoTo }: ProblemsProps) {
  const t = useText()
  return (
    <section className="editor-problems" aria-label={t('editor.problems', 'Problems')}>
      <p role="status" className="cb-muted">
        {t('editor.problems.count', '{count, plural, =0 {No problems found.} one {One problem:} other {# problems:}}', {
          count: problems.length,
        })}
      </p>
      <ul>
        {problems.map(({ line, words }) => (
          <li key={`${line} ${words}`}>
            <button type="button" onClick={() => onGoTo(line)}>
              {t('editor.line', 'Line {line}', { line })}
            </button>{' '}
            {words}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Says what a problem is, and what helps. */
export function sayProblem({ kind, name, of = '' }: TemplateProblem, t: Text): string {
  const words: Readonly<Record<TemplateProblem['kind'], () => string>> = {
    'api-version': () => t('lint.api-version', 'Only templates of apiVersion {name} run.', { name }),
    'no-steps': () => t('lint.no-steps', 'Without steps it does nothing.'),
    'no-type': () => t('lint.no-type', 'spec.type is missing: a word such as service or website.'),
    'no-action': () => t('lint.no-action', 'This step names no action.'),
    'unknown-action': () => t('lint.unknown-action', 'No installed action is called {name}.', { name }),
    'same-id': () =>
      t('lint.same-id', 'Another step is called {name} as well: only the last one’s output stays.', { name }),
    'unknown-input': () => t('lint.unknown-input', '{of} takes no input {name}: the step would fail.', { name, of }),
    'missing-input': () => t('lint.missing-input', '{of} needs the input {name}.', { name, of }),
    unclosed: () => t('lint.unclosed', 'The expression has no end: it stays as it is written.'),
    'unknown-filter': () =>
      t('lint.unknown-filter', 'No filter is called {name}: the expression stays as it is written.', { name }),
    'dashed-name': () =>
      t('lint.dashed-name', 'A dash after a dot subtracts: put {name} into brackets and quotes behind {of}.', {
        name,
        of,
      }),
    'unknown-step': () => t('lint.unknown-step', 'No step before is called {name}: this is empty.', { name }),
    'unknown-parameter': () => t('lint.unknown-parameter', 'No page asks for {name}: this is empty.', { name }),
  }
  return words[kind]()
}
