import type { JsonObject } from '@callboard/model'
import { CallboardError } from '@callboard/model'
import { useText } from '@callboard/web'
import type { ErrorSchema } from '@rjsf/utils'
import { useState } from 'react'
import { checkFields } from './check-fields.ts'
import type { FormPage } from './flagged-pages.ts'
import type { Answers } from './form-validator.ts'
import { refusalOf } from './refusal.ts'
import type { TemplateFormProps } from './TemplateForm.tsx'
import { useAskAs } from './use-ask-as.ts'
import { useDecorate } from './use-decorate.ts'
import type { FormParts } from './use-form-parts.ts'

type Options = Pick<TemplateFormProps, 'template' | 'begin' | 'onProgress' | 'onCreate'> & {
  pages: readonly FormPage[]
  parts: FormParts
}

/** How far somebody is with a form, and what they can do next. */
export function useAnswering({ template, pages, parts, begin, onProgress, onCreate }: Options) {
  const t = useText()
  const askAs = useAskAs()
  const decorate = useDecorate()
  const [answers, setAnswers] = useState<JsonObject>(begin?.answers ?? {})
  const [page, setPage] = useState(Math.min(begin?.page ?? 0, pages.length))
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({})
  const [state, setState] = useState<'answering' | 'checking' | 'creating'>('answering')
  const [problems, setProblems] = useState<ErrorSchema<Answers>>()
  const [failure, setFailure] = useState<readonly string[]>()
  const [refusals, setRefusals] = useState(0)

  function goTo(place: number, kept: JsonObject = answers) {
    setProblems(undefined)
    setFailure(undefined)
    setPage(place)
    onProgress?.({ answers: kept, page: place, hasSecrets: Object.keys(secrets).length > 0 })
  }

  async function leavePage(given: JsonObject) {
    const schema = pages[page]?.schema
    if (state !== 'answering' || !schema) return
    setAnswers(given)
    setState('checking')
    try {
      const found = await checkFields(schema, given, { parts, askAs })
      if (!found) return goTo(page + 1, given)
      setProblems(found)
      setRefusals((count) => count + 1)
    } catch (error) {
      setFailure([t('form.check-failed', 'Your answers could not be checked: {reason}', { reason: reasonOf(error) })])
    } finally {
      setState('answering')
    }
  }

  async function create() {
    if (state !== 'answering') return
    setState('creating')
    setFailure(undefined)
    try {
      const sent = await decorate(template.formDecorators ?? [], { values: answers, secrets })
      await onCreate(sent)
    } catch (error) {
      const refusal = refusalOf(error, pages, answers)
      if (refusal) {
        setProblems(refusal.problems)
        setPage(refusal.page)
        setRefusals((count) => count + 1)
        setFailure([t('form.refused', 'The server refuses some answers.'), ...refusal.others])
      } else setFailure([reasonOf(error), ...hintOf(error)])
    }
    setState('answering')
  }

  return {
    answers,
    page,
    state,
    problems,
    /** What went wrong and belongs to no field, in whole sentences. */
    failure,
    /** How often answers were refused: with each, the first problem wants to be looked at. */
    refusals,
    secrets: {
      values: secrets,
      set: (name: string, value: string | undefined) =>
        setSecrets(({ [name]: _, ...others }) => (value === undefined ? others : { ...others, [name]: value })),
    },
    change(given: JsonObject) {
      setAnswers(given)
      setProblems(undefined)
      onProgress?.({ answers: given, page, hasSecrets: Object.keys(secrets).length > 0 })
    },
    refuse: () => setRefusals((count) => count + 1),
    goTo,
    leavePage: (given: JsonObject) => void leavePage(given),
    create,
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const hintOf = (error: unknown) => (error instanceof CallboardError && error.hint ? [error.hint] : [])
