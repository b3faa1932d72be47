import type { JsonObject } from '@callboard/model'
import {
  EntityLink,
  PageHeading,
  useIdentity,
  useNavigate,
  useParams,
  useRead,
  useSearchParams,
  useSend,
  useText,
  useTry,
  useVerdict,
} from '@callboard/web'
import { useEffect, useRef, useState } from 'react'
import { createTask, createTaskRoute, readParameterSchema, readTaskRoute } from '../../model/index.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { DraftNotice } from './DraftNotice.tsx'
import { draftKey, readDraft, withoutSecrets, writeDraft } from './drafts.ts'
import { type FormAnswers, TemplateForm } from './TemplateForm.tsx'

/** The form of a template that is in the catalog; at its end a task begins. */
export function WizardPage() {
  const { namespace = '', name = '' } = useParams()
  const [params] = useSearchParams()
  const like = params.get('like')
  const given = params.get('formData')
  const asked = { namespace, name }
  // Another template, or other answers to begin with, are another form.
  const key = JSON.stringify([namespace, name, like, given])
  if (like !== null) return <WizardLike key={key} {...asked} taskId={like} />
  return <Wizard key={key} {...asked} answers={given === null ? undefined : answersIn(given)} />
}

interface WizardProps {
  namespace: string
  name: string
  /** To begin with; undefined for what the person left the last time. */
  answers: JsonObject | undefined
}

/** Begins with the answers of a task. A task that is gone, or hidden from the person, brings none. */
function WizardLike({ taskId, ...asked }: Omit<WizardProps, 'answers'> & { taskId: string }) {
  const found = useTry(readTaskRoute, { params: { taskId } })
  return <Wizard {...asked} answers={found.state === 'answered' ? found.reply.spec.parameters : undefined} />
}

function Wizard({ namespace, name, answers }: WizardProps) {
  const t = useText()
  const template = useRead(readParameterSchema, { params: { namespace, kind: 'template', name } })
  const templateRef = `template:${namespace}/${name}`.toLowerCase()
  const { userEntityRef } = useIdentity()
  const navigate = useNavigate()
  const tasks = useSend(createTaskRoute)
  const { allowed, reason } = useVerdict(createTask, undefined)
  const key = draftKey(userEntityRef, templateRef)
  const [draft, setDraft] = useState(() => (answers ? undefined : readDraft(localStorage, key)))
  // Counts how often the form began afresh.
  const [beginning, setBeginning] = useState(0)
  const hasSecrets = useRef(false)
  useEffect(() => {
    // Everything else is kept for the next time.
    const warn = (event: BeforeUnloadEvent) => hasSecrets.current && event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [])

  async function create({ values, secrets }: FormAnswers) {
    const { id } = await tasks.send({ body: { templateRef, values, secrets } })
    hasSecrets.current = false
    localStorage.removeItem(key)
    await navigate(`/create/tasks/${encodeURIComponent(id)}`)
  }

  // Stars in place of a secret would be taken for one.
  const begin = answers ? { answers: withoutSecrets(answers, template.steps), page: 0 } : draft
  return (
    <>
      <PageHeading title={template.title} trail={[{ title: t('gallery.title', 'Templates'), to: '/create' }]}>
        {template.description && <p className="scf-template-description">{template.description}</p>}
      </PageHeading>
      {draft && (
        <DraftNotice
          draft={draft}
          onDiscard={() => {
            localStorage.removeItem(key)
            setDraft(undefined)
            setBeginning(beginning + 1)
          }}
        />
      )}
      <TemplateForm
        key={beginning}
        template={template}
        {...(begin && { begin })}
        onProgress={(progress) => {
          hasSecrets.current = progress.hasSecrets
          writeDraft(localStorage, key, { ...progress, savedAt: new Date().toISOString() }, template.steps)
        }}
        onCreate={create}
        disabledReason={
          allowed === 'no'
            ? (reason ?? t('form.forbidden', 'You may not start tasks. Ask whoever runs the portal.'))
            : undefined
        }
        notice={template.approval && <ApprovalNotice by={template.approval.by} note={template.approval.note} />}
      />
    </>
  )
}

function ApprovalNotice({ by, note }: { by: readonly string[]; note: string | undefined }) {
  const t = useText()
  return (
    <div className="scf-warning" role="note">
      <div>
        <p>{t('form.approval', 'Before it runs, one of these has to agree:')}</p>
        <ul className="scf-approvers">
          {by.map((ref) => (
            <li key={ref}>
              <EntityLink entityRef={ref} />
            </li>
          ))}
        </ul>
        {note && <Markdown>{note}</Markdown>}
      </div>
    </div>
  )
}

/** Answers that an address brings; an address that is cut off brings none. */
function answersIn(text: string): JsonObject {
  try {
    const answers: unknown = JSON.parse(text)
    // JSON that is an object, and no list, is a JsonObject.
    return typeof answers === 'object' && answers !== null && !Array.isArray(answers) ? (answers as JsonObject) : {}
  } catch {
    return {}
  }
}
