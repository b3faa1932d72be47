import {
  ActionButton,
  Boundary,
  Card,
  defineAction,
  Link,
  Loading,
  PageHeading,
  useNavigate,
  useParams,
  useRead,
  useText,
  useVerdict,
} from '@callboard/web'
import { policyDelete, policyUpdate } from '../model/permissions.ts'
import type { Role } from '../model/role.ts'
import { shortRole } from '../model/role-ref.ts'
import { deleteRole, readRole } from '../model/routes.ts'
import { GrantWords } from './GrantWords.tsx'
import { MemberName } from './MemberName.tsx'
import { rolePath } from './role-names.ts'
import { SourceName } from './SourceName.tsx'
import './permission.css'

interface Deletion {
  role: Role
  /** What comes after it. */
  leave(): void
}

const remove = defineAction<Deletion>({
  id: 'permission.delete',
  label: 'Delete',
  allow: policyDelete,
  confirm: ({ role: { ref } }, t) =>
    t(
      'role.delete.question',
      'Delete what the database says of {role}? Its members lose what only this gives them. What files say stays.',
      {
        role: shortRole(ref),
      },
    ),
  disabledReason: ({ role: { database } }, t) =>
    database ? undefined : t('role.delete.file', 'This role comes from a file. Change it there.'),
  run: async ({ role: { ref }, leave }, { send }) => {
    const [namespace = '', name = ''] = ref.replace(/^role:/, '').split('/')
    await send(deleteRole, { params: { namespace, name } })
    leave()
  },
  done: ({ role: { ref } }, t) => t('role.delete.done', '{role} is deleted.', { role: shortRole(ref) }),
})

/** One role: who has it, what it gives, and where that is written. */
export function RolePage() {
  const t = useText()
  const { namespace = '', name = '' } = useParams()
  const ref = `role:${namespace}/${name}`
  return (
    <Boundary title={shortRole(ref)} loading={<Loading lines={8} />} resetOn={ref}>
      <Shown namespace={namespace} name={name} trail={t('page.roles.title', 'Roles')} />
    </Boundary>
  )
}

function Shown({ namespace, name, trail }: { namespace: string; name: string; trail: string }) {
  const t = useText()
  const navigate = useNavigate()
  const role = useRead(readRole, { params: { namespace, name } })
  const { allowed, reason } = useVerdict(policyUpdate, undefined)
  return (
    <>
      <PageHeading
        title={shortRole(role.ref)}
        trail={[{ title: trail, to: '/administration/roles' }]}
        actions={
          <>
            {allowed === 'yes' && (
              <Link className="cb-button cb-button-plain" to={`${rolePath(role.ref)}/edit`}>
                {t('role.edit', 'Change')}
              </Link>
            )}
            <ActionButton action={remove} subject={{ role, leave: () => navigate('/administration/roles') }} />
          </>
        }
      >
        {role.description && <p className="perm-intro">{role.description}</p>}
        {allowed === 'no' && reason && <p className="cb-muted">{reason}</p>}
      </PageHeading>
      <Card title={t('role.members', 'Members')}>
        {role.members.length === 0 ? (
          <p className="cb-muted">{t('role.members.none', 'Nobody has this role.')}</p>
        ) : (
          <ul className="perm-lines">
            {role.members.map(({ ref, source }) => (
              <li key={`${ref} ${source.name}`}>
                <span>
                  <MemberName member={ref} />
                </span>
                <SourceName source={source} />
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={t('role.grants', 'What it says')}>
        {role.grants.length === 0 ? (
          <p className="cb-muted">{t('role.grants.none', 'It neither allows nor denies anything.')}</p>
        ) : (
          <ul className="perm-lines">
            {role.grants.map((grant) => (
              <li key={JSON.stringify(grant)}>
                <GrantWords grant={grant} />
                <SourceName source={grant.source} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  )
}
