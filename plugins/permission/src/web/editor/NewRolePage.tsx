import { Boundary, Loading, PageHeading, useAnnounce, useNavigate, useSend, useText } from '@callboard/web'
import { shortRole } from '../../model/role-ref.ts'
import { createRole } from '../../model/routes.ts'
import { rolePath } from '../role-names.ts'
import { draftOf } from './draft.ts'
import { RoleForm } from './RoleForm.tsx'
import '../permission.css'

/** Makes a role in the database. */
export function NewRolePage() {
  const t = useText()
  const announce = useAnnounce()
  const navigate = useNavigate()
  const { send } = useSend(createRole)
  const title = t('page.new-role.title', 'New role')
  return (
    <>
      <PageHeading title={title} trail={[{ title: t('page.roles.title', 'Roles'), to: '/administration/roles' }]} />
      <Boundary title={title} loading={<Loading lines={8} />}>
        <RoleForm
          mode="new"
          initial={draftOf(undefined)}
          cancelTo="/administration/roles"
          onSave={async (role, name) => {
            const { ref } = await send({ body: { name, role } })
            announce(t('role.made', '{role} is there.', { role: shortRole(ref) }))
            navigate(rolePath(ref))
          }}
        />
      </Boundary>
    </>
  )
}
