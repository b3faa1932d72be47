import { Boundary, Loading, PageHeading, useRead, useSearchParams, useText } from '@callboard/web'
import { type FormEvent, useId } from 'react'
import { listPermissions } from '../../model/routes.ts'
import { Verdict } from './Verdict.tsx'
import '../permission.css'

/** Where administrators ask why: may this person do this, and by which grant. The address holds the question. */
export function SimulatorPage() {
  const t = useText()
  const [params] = useSearchParams()
  const [user, permission] = [params.get('user') ?? '', params.get('permission') ?? '']
  const question = {
    userEntityRef: user,
    permission,
    ...(params.get('groups') && { ownershipEntityRefs: wordsOf(params.get('groups') ?? '') }),
    ...(params.get('thing') && { resourceRef: params.get('thing') ?? '' }),
  }
  return (
    <>
      <PageHeading
        title={t('page.simulator.title', 'Who may what')}
        trail={[{ title: t('page.roles.title', 'Roles'), to: '/administration/roles' }]}
      >
        <p className="perm-intro">
          {t('simulator.intro', 'Ask whether somebody may do something, and see which grants decide. Nothing is done.')}
        </p>
      </PageHeading>
      <Boundary title={t('simulator.question', 'The question')} loading={<Loading />}>
        <Question key={params.toString()} />
      </Boundary>
      <div className="perm-answer" aria-live="polite">
        {user !== '' && permission !== '' && (
          <Boundary
            title={t('simulator.answer', 'The answer')}
            loading={<Loading lines={6} />}
            resetOn={params.toString()}
          >
            <Verdict question={question} />
          </Boundary>
        )}
      </div>
    </>
  )
}

const wordsOf = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')

function Question() {
  const t = useText()
  const id = useId()
  const [params, setParams] = useSearchParams()
  const { permissions } = useRead(listPermissions)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = [...new FormData(event.currentTarget)].map(([key, value]) => [key, String(value).trim()])
    setParams(Object.fromEntries(fields.filter(([, value]) => value !== '')))
  }

  const fields = [
    { name: 'user', label: t('simulator.user', 'Person'), hint: 'user:default/ada', isRequired: true },
    {
      name: 'permission',
      label: t('simulator.permission', 'Permission'),
      hint: 'catalog.entity.delete',
      isRequired: true,
    },
    { name: 'thing', label: t('simulator.thing', 'Thing, if it is about one'), hint: 'component:default/door' },
    { name: 'groups', label: t('simulator.groups', 'Groups, if they shall be others'), hint: 'group:default/press' },
  ]
  return (
    <form className="perm-question" onSubmit={submit}>
      {fields.map(({ name, label, hint, isRequired }) => (
        <div className="perm-field" key={name}>
          <label htmlFor={`${id}-${name}`}>{label}</label>
          <input
            id={`${id}-${name}`}
            name={name}
            defaultValue={params.get(name) ?? ''}
            placeholder={hint}
            required={isRequired}
            list={name === 'permission' ? `${id}-permissions` : undefined}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      ))}
      <datalist id={`${id}-permissions`}>
        {permissions.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div>
        <button type="submit" className="cb-button cb-button-primary">
          {t('simulator.ask', 'Ask')}
        </button>
      </div>
    </form>
  )
}
