import type { JsonObject } from '@callboard/model'
import { Boundary, Button, Icon, Loading, type Text, useText } from '@callboard/web'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TemplateParameterSchema } from '../../model/index.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { AskedSecrets } from './AskedSecrets.tsx'
import { activeFlags, flaggedPages } from './flagged-pages.ts'
import { PageForm } from './PageForm.tsx'
import { Review } from './Review.tsx'
import { Steps } from './Steps.tsx'
import { SurroundingsContext } from './surroundings.ts'
import { unaskedSecrets } from './unasked-secrets.ts'
import { useAnswering } from './use-answering.ts'
import { useFormParts } from './use-form-parts.ts'

/** What somebody has answered. */
export interface FormAnswers {
  values: JsonObject
  secrets: Readonly<Record<string, string>>
}

/** What a {@link TemplateForm} is given. */
export interface TemplateFormProps {
  template: TemplateParameterSchema
  /** Where it begins. Default: empty, on the first page. */
  begin?: { answers: JsonObject; page: number }
  /** Hears of every change, to keep it. */
  onProgress?: (progress: { answers: JsonObject; page: number; hasSecrets: boolean }) => void
  /** The answers are complete. What it throws is shown, at the fields where it says which. */
  onCreate: (answers: FormAnswers) => Promise<void>
  /** Why nobody can create now. */
  disabledReason?: string | undefined
  /** Above the buttons of the last page. */
  notice?: ReactNode
}

/** The form of a template, page by page, and what it will send at the end. */
export function TemplateForm(props: TemplateFormProps) {
  const t = useText()
  return (
    <Boundary title={t('form.title', 'The form')} loading={<Loading />}>
      <Pages {...props} />
    </Boundary>
  )
}

function Pages({ template, begin, onProgress, onCreate, disabledReason, notice }: TemplateFormProps) {
  const t = useText()
  const [flags] = useState(() => activeFlags(localStorage))
  const pages = flaggedPages(template.steps, flags)
  const parts = useFormParts(pages)
  const answering = useAnswering({ template, pages, parts, begin, onProgress, onCreate })
  const { page: place, answers, secrets, state } = answering
  const root = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const page = pages[place]
  const asked = unaskedSecrets(template, pages, answers)
  const labels = template.presentation?.buttonLabels ?? {}

  // Whoever goes to another page hears where they are, unless the template puts them into a field; at first the heading of the page around has the focus.
  const shown = useRef(place)
  useLayoutEffect(() => {
    const hasAutofocus = document.activeElement?.matches('input, select, textarea') === true
    if (shown.current !== place && !hasAutofocus) heading.current?.focus()
    shown.current = place
  }, [place])
  useEffect(() => {
    if (answering.refusals > 0) focusFirstProblem(root.current)
  }, [answering.refusals])

  const titles = [...pages.map(({ title }) => title), t('form.review', 'Review')]
  const isBusy = state !== 'answering'
  const back = place > 0 && (
    <Button onPress={() => answering.goTo(place - 1)} disabledReason={busyReason(isBusy, t)}>
      {labels.backButtonText ?? t('form.back', 'Back')}
    </Button>
  )
  return (
    <SurroundingsContext value={{ formData: answers, secrets }}>
      <div ref={root} className="scf-wizard">
        {pages.length > 0 && <Steps titles={titles} current={place} onGoTo={answering.goTo} />}
        <h2 ref={heading} tabIndex={-1} className="scf-page-title">
          {titles[place]}
        </h2>
        {parts.unknown.length > 0 && (
          <p className="scf-warning" role="status">
            <Icon name="alert" />
            {t('form.unknown', 'No installed plugin has {names}; plain fields stand in for it.', {
              names: parts.unknown.join(', '),
            })}
          </p>
        )}
        {answering.failure && (
          <div className="scf-failure" role="alert">
            {answering.failure.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
        {page ? (
          <>
            {page.description && (
              <div className="scf-page-description">
                <Markdown>{page.description}</Markdown>
              </div>
            )}
            <PageForm
              key={place}
              page={page}
              idPrefix={`page-${place}`}
              parts={parts}
              answers={answers}
              problems={answering.problems}
              isDisabled={isBusy}
              onChange={answering.change}
              onSubmit={answering.leavePage}
              onRefused={answering.refuse}
            >
              <div className="scf-buttons">
                <button type="submit" className="cb-button cb-button-primary" aria-disabled={isBusy}>
                  {place === pages.length - 1
                    ? (labels.reviewButtonText ?? t('form.review', 'Review'))
                    : t('form.next', 'Next')}
                </button>
                {back}
                {state === 'checking' && <span role="status">{t('form.checking', 'Checking your answers…')}</span>}
              </div>
            </PageForm>
          </>
        ) : (
          <>
            <Review pages={pages} answers={answers} onEdit={answering.goTo} />
            {asked.length > 0 && <AskedSecrets names={asked} secrets={secrets} isDisabled={isBusy} />}
            {notice}
            <div className="scf-buttons">
              <Button
                look="primary"
                onPress={() => void answering.create()}
                disabledReason={disabledReason ?? busyReason(isBusy, t)}
              >
                {labels.createButtonText ?? t('form.create', 'Create')}
              </Button>
              {back}
              {disabledReason && <span className="cb-muted">{disabledReason}</span>}
              {state === 'creating' && <span role="status">{t('form.creating', 'Starting…')}</span>}
            </div>
          </>
        )}
      </div>
    </SurroundingsContext>
  )
}

const busyReason = (isBusy: boolean, t: Text) => (isBusy ? t('form.busy', 'One moment, please.') : undefined)

/** The first control with a problem, from top to bottom; its description says what it is. */
function focusFirstProblem(root: HTMLElement | null) {
  const problem = root?.querySelector('.scf-errors')
  const around = problem?.closest('.scf-field, .scf-group, .scf-part')
  around?.querySelector<HTMLElement>('input, select, textarea, button')?.focus()
}
