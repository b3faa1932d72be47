import { Button, Link, useRead, useText } from '@callboard/web'
import { type FormEvent, useId, useState } from 'react'
import type { RoleDocument } from '../../model/role.ts'
import { listPermissions } from '../../model/routes.ts'
import { type Draft, documentOf, newGrant } from './draft.ts'
import { GrantFields } from './GrantFields.tsx'
import { findRule, paramsOf } from './rule-params.ts'

/** What the form needs. */
export interface RoleFormProps {
  initial: Draft
  /** `new`: it asks for the name, too. */
  mode: 'new' | 'change'
  cancelTo: string
  /** Rejects with what the server refused. */
  onSave: (role: RoleDocument, name: string) => Promise<void>
}

const examples = { name: 'stage-managers', members: 'group:default/ticketing\nuser:default/ada' }

/** Members and grants of a role, as the database shall have them. */
export function RoleForm({ initial, mode, cancelTo, onSave }: RoleFormProps) {
  const t = useText()
  const id = useId()
  const ingredients = useRead(listPermissions)
  const [draft, setDraft] = useState(initial)
  const [problem, setProblem] = useState<Error>()
  const [isSaving, setSaving] = useState(false)
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })

  async function submit(event: FormEvent) {
    event.preventDefault()
    setSaving(true)
    setProblem(undefined)
    const isList = (rule: string, param: string) =>
      paramsOf(findRule(rule, ingredients)).some(({ name, isList }) => name === param && isList)
    try {
      await onSave(documentOf(draft, isList), draft.name.trim())
    } catch (error) {
      setProblem(error instanceof Error ? error : new Error(String(error)))
      setSaving(false)
    }
  }

  return (
    <form className="perm-form" onSubmit={(event) => void submit(event)}>
      {mode === 'new' && (
        <div className="perm-field">
          <label htmlFor={`${id}-name`}>{t('editor.name', 'Name')}</label>
          <input
            id={`${id}-name`}
            value={draft.name}
            required
            onChange={({ target }) => set({ name: target.value })}
            placeholder={examples.name}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      )}
      <div className="perm-field">
        <label htmlFor={`${id}-description`}>{t('editor.description', 'What it is for')}</label>
        <input
          id={`${id}-description`}
          value={draft.description}
          onChange={({ target }) => set({ description: target.value })}
          autoComplete="off"
        />
      </div>
      <div className="perm-field">
        <label htmlFor={`${id}-members`}>{t('editor.members', 'Members')}</label>
        <textarea
          id={`${id}-members`}
          rows={4}
          value={draft.members}
          aria-describedby={`${id}-members-help`}
          onChange={({ target }) => set({ members: target.value })}
          placeholder={examples.members}
          spellCheck={false}
        />
        <p className="cb-muted" id={`${id}-members-help`}>
          {t('editor.members.help', 'Refs of people and groups, one a line; * is everybody who is signed in.')}
        </p>
      </div>
      <datalist id={`${id}-permissions`}>
        {ingredients.permissions.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {draft.grants.map((grant, index) => (
        <GrantFields
          key={grant.id}
          grant={grant}
          place={index + 1}
          ingredients={ingredients}
          listId={`${id}-permissions`}
          onChange={(changed) => set({ grants: draft.grants.map((one) => (one.id === grant.id ? changed : one)) })}
          onRemove={() => set({ grants: draft.grants.filter((one) => one.id !== grant.id) })}
        />
      ))}
      <div>
        <Button
          icon="create"
          onPress={() =>
            set({ grants: [...draft.grants, newGrant(Math.max(-1, ...draft.grants.map((one) => one.id)) + 1)] })
          }
        >
          {t('editor.add', 'Add a grant')}
        </Button>
      </div>
      {problem && (
        <p className="perm-problem" role="alert">
          {problem.message}
        </p>
      )}
      <div className="perm-buttons">
        <button type="submit" className="cb-button cb-button-primary" aria-disabled={isSaving}>
          {t('editor.save', 'Save')}
        </button>
        <Link className="cb-button cb-button-quiet" to={cancelTo}>
          {t('editor.cancel', 'Cancel')}
        </Link>
      </div>
    </form>
  )
}
