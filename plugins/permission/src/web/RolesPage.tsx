import {
  Boundary,
  Card,
  EmptyState,
  Facts,
  Link,
  Loading,
  PageHeading,
  useRead,
  useText,
  useVerdict,
} from '@callboard/web'
import { policyCreate } from '../model/permissions.ts'
import type { Role } from '../model/role.ts'
import { shortRole } from '../model/role-ref.ts'
import { listRoles } from '../model/routes.ts'
import { MemberName } from './MemberName.tsx'
import { PolicyNotices } from './PolicyNotices.tsx'
import { rolePath, sourcesOf } from './role-names.ts'
import { SourceName } from './SourceName.tsx'
import './permission.css'

/** Every role, and how the policy stands. */
export function RolesPage() {
  const t = useText()
  const { allowed } = useVerdict(policyCreate, undefined)
  return (
    <>
      <PageHeading
        title={t('page.roles.title', 'Roles')}
        actions={
          allowed === 'yes' && (
            <Link className="cb-button cb-button-primary" to="/administration/roles/new">
              {t('role.new', 'New role')}
            </Link>
          )
        }
      >
        <p className="perm-intro">
          {t('roles.intro', 'A role says what its members may do. Roles come from files of the portal, and from here.')}
        </p>
      </PageHeading>
      <Boundary title={t('page.roles.title', 'Roles')} loading={<Loading lines={8} />}>
        <Policy />
      </Boundary>
    </>
  )
}

function Policy() {
  const t = useText()
  const policy = useRead(listRoles)
  const { roles, administrators, fences } = policy
  return (
    <>
      <PolicyNotices policy={policy} />
      {roles.length === 0 ? (
        <EmptyState title={t('roles.none', 'There is no role yet.')}>
          <p className="cb-muted">{t('roles.none.hint', 'Make one here, or name files in permission.policy.files.')}</p>
        </EmptyState>
      ) : (
        <RoleTable roles={roles} />
      )}
      <Card title={t('policy.title', 'Beside the roles')}>
        <Facts
          facts={[
            [
              t('policy.default', 'Where no role says anything'),
              policy.default === 'allow'
                ? t('policy.allow', 'everything is allowed')
                : t('policy.deny', 'everything is denied'),
            ],
            [
              t('policy.administrators', 'May always change roles'),
              administrators.length === 0 ? (
                t('policy.administrators.none', 'nobody: the config names no administrators')
              ) : (
                <Members refs={administrators} />
              ),
            ],
            ...fences.map(
              ({ name, members }) =>
                [
                  t('policy.fence', 'Inside the fence {name}', { name }),
                  <Members key={name} refs={members} />,
                ] as const,
            ),
          ]}
        />
      </Card>
    </>
  )
}

function Members({ refs }: { refs: readonly string[] }) {
  return (
    <ul className="perm-inline">
      {refs.map((ref) => (
        <li key={ref}>
          <MemberName member={ref} />
        </li>
      ))}
    </ul>
  )
}

function RoleTable({ roles }: { roles: readonly Role[] }) {
  const t = useText()
  const columns = {
    role: t('roles.role', 'Role'),
    members: t('roles.members', 'Members'),
    grants: t('roles.grants', 'Grants'),
    from: t('roles.from', 'Written in'),
  }
  return (
    <table className="perm-table" aria-label={t('page.roles.title', 'Roles')}>
      <thead>
        <tr>
          {Object.entries(columns).map(([key, title]) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <tr key={role.ref}>
            <th scope="row">
              <Link className="cb-link" to={rolePath(role.ref)}>
                {shortRole(role.ref)}
              </Link>
              {role.description && <p className="cb-muted">{role.description}</p>}
            </th>
            <td data-title={columns.members}>
              <FirstMembers members={[...new Set(role.members.map(({ ref }) => ref))]} />
            </td>
            <td data-title={columns.grants}>{role.grants.length}</td>
            <td data-title={columns.from}>
              <ul className="perm-inline">
                {sourcesOf(role).map(({ type, name }) => (
                  <li key={name ?? type}>
                    <SourceName source={{ type, ...(name !== undefined && { name }) }} />
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const mostShown = 3

function FirstMembers({ members }: { members: readonly string[] }) {
  const t = useText()
  if (members.length === 0) return <span className="cb-muted">{t('roles.nobody', 'nobody')}</span>
  const more = members.length - mostShown
  return (
    <>
      <Members refs={members.slice(0, mostShown)} />
      {more > 0 && <span className="cb-muted">{t('roles.more', 'and {more, number} more', { more })}</span>}
    </>
  )
}
