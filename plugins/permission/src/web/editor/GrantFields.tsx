import { IconButton, useText } from '@callboard/web'
import { useId } from 'react'
import { sayCondition } from '../../model/condition.ts'
import type { DraftGrant } from './draft.ts'
import { findRule, type Ingredients, paramsOf, rulesFor } from './rule-params.ts'

/** What one row of the form needs. */
export interface GrantFieldsProps {
  grant: DraftGrant
  /** Its place among the grants, counted from one. */
  place: number
  ingredients: Ingredients
  /** The id of the list of known permissions. */
  listId: string
  onChange: (grant: DraftGrant) => void
  onRemove: () => void
}

const example = 'catalog.entity.*'

/** One grant: what it does, to which permission, and under which condition. */
export function GrantFields({ grant, place, ingredients, listId, onChange, onRemove }: GrantFieldsProps) {
  const t = useText()
  const id = useId()
  const { effect, permission, condition, params, rest } = grant
  const rules = rulesFor(permission, ingredients)
  const rule = findRule(condition, ingredients)
  const others = [rest.action, rest.resourceType].filter((part) => part !== undefined)
  return (
    <fieldset className="perm-grant-fields">
      <legend>{t('editor.grant', 'Grant {place, number}', { place })}</legend>
      <label htmlFor={`${id}-effect`}>{t('editor.effect', 'It')}</label>
      <select
        id={`${id}-effect`}
        value={effect}
        onChange={({ target }) => onChange({ ...grant, effect: target.value === 'deny' ? 'deny' : 'allow' })}
      >
        <option value="allow">{t('editor.allow', 'allows')}</option>
        <option value="deny">{t('editor.deny', 'denies')}</option>
      </select>
      <label htmlFor={`${id}-permission`}>{t('editor.permission', 'Permission')}</label>
      <input
        id={`${id}-permission`}
        list={listId}
        value={permission}
        onChange={({ target }) => onChange({ ...grant, permission: target.value })}
        placeholder={others.length > 0 ? others.join(' ') : example}
        autoComplete="off"
        spellCheck={false}
      />
      <label htmlFor={`${id}-condition`}>{t('editor.condition', 'Where')}</label>
      <select
        id={`${id}-condition`}
        value={condition}
        onChange={({ target }) => onChange({ ...grant, condition: target.value, params: presetFor(target.value) })}
      >
        <option value="always">{t('editor.always', 'always')}</option>
        {rest.if && condition === 'kept' && <option value="kept">{sayCondition(rest.if)}</option>}
        {[...rules, ...(rule && !rules.includes(rule) ? [rule] : [])].map(({ name, description }) => (
          <option key={name} value={name}>
            {`${name}: ${description}`}
          </option>
        ))}
      </select>
      {paramsOf(rule).map(({ name, isList, isRequired }) => (
        <div className="perm-param" key={name}>
          <label htmlFor={`${id}-${name}`}>
            {name}
            {!isRequired && <span className="cb-muted"> {t('editor.optional', '(if you like)')}</span>}
          </label>
          <input
            id={`${id}-${name}`}
            value={params[name] ?? ''}
            onChange={({ target }) => onChange({ ...grant, params: { ...params, [name]: target.value } })}
            placeholder={isList ? t('editor.list', 'several with commas') : undefined}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      ))}
      <IconButton
        icon="close"
        label={t('editor.remove', 'Remove grant {place, number}', { place })}
        onPress={onRemove}
      />
    </fieldset>
  )
}

/** Ownership nearly always means: of whoever asks. */
const presetFor = (rule: string): Record<string, string> => (rule === 'IS_ENTITY_OWNER' ? { claims: '$ownerRefs' } : {})
