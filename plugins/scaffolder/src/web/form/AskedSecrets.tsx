import { Card, type FormSecrets, useText } from '@callboard/web'
import { useId } from 'react'
import { TextControl } from '../fields/TextControl.tsx'

/** What {@link AskedSecrets} asks for. */
export interface AskedSecretsProps {
  names: readonly string[]
  secrets: FormSecrets
  isDisabled: boolean
}

/** Asks for secrets that no field of a form asks for. */
export function AskedSecrets({ names, secrets, isDisabled }: AskedSecretsProps) {
  const t = useText()
  const id = useId()
  return (
    <Card title={t('secrets.title', 'Secrets')}>
      <div className="scf-asked">
        <p className="cb-muted">
          {t('secrets.what', 'This template needs them while it runs. They are kept nowhere else.')}
        </p>
        {names.map((name) => (
          <div key={name} className="scf-field">
            <label htmlFor={`${id}-${name}`} className="scf-label">
              {name}
            </label>
            <TextControl
              id={`${id}-${name}`}
              name={name}
              type="password"
              value={secrets.values[name] ?? ''}
              isRequired={false}
              isDisabled={isDisabled}
              isInvalid={false}
              describedBy={undefined}
              placeholder={undefined}
              hasAutofocus={false}
              onChange={(text) => secrets.set(name, text || undefined)}
            />
          </div>
        ))}
      </div>
    </Card>
  )
}
