import type { JsonObject } from '@callboard/model'
import { Button, EmptyState, useCall, useText, useVerdict } from '@callboard/web'
import { useMemo, useState } from 'react'
import { parameterSchema } from '../../model/parameter-schema.ts'
import { dryRunTemplate } from '../../model/permissions.ts'
import { type DryRunResult, dryRun } from '../../model/routes.ts'
import type { TemplateEntity } from '../../model/template.ts'
import { TemplateFormOnDemand } from '../form/forms-on-demand.ts'
import type { FormAnswers } from '../form/TemplateForm.tsx'
import { DryRunView } from './DryRunView.tsx'
import { base64Of, type ProjectFile } from './project.ts'

/** What a {@link Trial} tries. */
export interface TrialProps {
  /** Undefined while it cannot be read. */
  template: TemplateEntity | undefined
  files: readonly ProjectFile[]
  /** Which of the files is the template: relative addresses begin in its folder. */
  mainPath: string | undefined
}

/** The form of a template as it is now, and at its end a dry run. */
export function Trial({ template, files, mainPath = '' }: TrialProps) {
  const t = useText()
  const call = useCall()
  const { allowed, reason } = useVerdict(dryRunTemplate, undefined)
  const [tab, setTab] = useState<'form' | 'result'>('form')
  const [answered, setAnswered] = useState<{ answers: JsonObject; page: number }>({ answers: {}, page: 0 })
  const [runs, setRuns] = useState<readonly DryRunResult[]>([])
  const [last, setLast] = useState<FormAnswers>()
  const [failure, setFailure] = useState<string>()
  const form = useMemo(() => template && formOf(template, t('editor.run', 'Dry run')), [template, t])

  async function run(answers: FormAnswers) {
    if (!template) return
    setLast(answers)
    setFailure(undefined)
    const folder = mainPath.split('/').slice(0, -1).join('/')
    const directoryContents = files
      .filter(({ path }) => folder === '' || path.startsWith(`${folder}/`))
      .map(({ path, content }) => ({
        path: path.slice(folder === '' ? 0 : folder.length + 1),
        base64Content: base64Of(content),
      }))
    const result = await call(dryRun, { body: { template, ...answers, directoryContents } })
    // Only the one before is compared with.
    setRuns((before) => [...before.slice(-1), result])
    setTab('result')
  }

  async function runAgain() {
    try {
      if (last) await run(last)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
      setTab('result')
    }
  }

  const result = runs.at(-1)
  const forbidden =
    allowed === 'no' ? (reason ?? t('editor.run.forbidden', 'You may not run templates dry.')) : undefined
  return (
    <section className="editor-trial" aria-label={t('editor.trial', 'Trial')}>
      <div className="editor-trial-bar">
        <nav className="create-tabs" aria-label={t('editor.trial', 'Trial')}>
          <ul>
            <li>
              <button type="button" aria-current={tab === 'form' ? 'true' : undefined} onClick={() => setTab('form')}>
                {t('editor.form', 'Form')}
              </button>
            </li>
            <li>
              <button
                type="button"
                aria-current={tab === 'result' ? 'true' : undefined}
                onClick={() => setTab('result')}
              >
                {t('editor.run', 'Dry run')}
              </button>
            </li>
          </ul>
        </nav>
        {last && (
          <Button look="quiet" icon="try" disabledReason={forbidden} onPress={() => void runAgain()}>
            {t('editor.run.again', 'Run again')}
          </Button>
        )}
      </div>
      {tab === 'form' &&
        (form ? (
          <TemplateFormOnDemand
            // Another form begins with the answers that were there.
            key={JSON.stringify(form)}
            template={form}
            begin={answered}
            onProgress={setAnswered}
            onCreate={run}
            disabledReason={forbidden}
          />
        ) : (
          <EmptyState title={t('editor.no-form', 'The form appears once the template can be read.')} />
        ))}
      {tab === 'result' && failure !== undefined && (
        <p role="alert" className="task-form-error">
          {failure}
        </p>
      )}
      {tab === 'result' && failure === undefined && result && <DryRunView result={result} before={runs.at(-2)} />}
      {tab === 'result' && failure === undefined && !result && (
        <EmptyState title={t('editor.not-run', 'It has not been tried yet.')} icon="try">
          <p className="cb-muted">
            {t(
              'editor.not-run.hint',
              'Fill in the form: at its end the template runs without changing anything outside, and its files are shown here.',
            )}
          </p>
        </EmptyState>
      )}
    </section>
  )
}

/** The form that the server would make of it, with another word on its last button. */
function formOf(template: TemplateEntity, createButtonText: string) {
  const pages = [template.spec?.parameters ?? []].flat().filter((page) => typeof page === 'object' && page !== null)
  const schema = parameterSchema({ ...template, spec: { ...template.spec }, metadata: { ...template.metadata } }, pages)
  const { buttonLabels } = schema.presentation ?? {}
  const steps = schema.steps.map((step) => ({ ...step, schema: withoutAutofocus(step.schema) }))
  return { ...schema, steps, presentation: { buttonLabels: { ...buttonLabels, createButtonText } } }
}

/** Whoever types in the editor keeps the focus, though the form begins anew with every change. */
const withoutAutofocus = (schema: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(schema, (key, value) => (key === 'ui:autofocus' ? undefined : value)))
