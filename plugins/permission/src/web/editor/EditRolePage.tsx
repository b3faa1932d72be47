import {
  Boundary,
  Loading,
  PageHeading,
  useAnnounce,
  useNavigate,
  useParams,
  useRead,
  useSend,
  useText,
} from '@callboard/web'
import { shortRole } from '../../model/role-ref.ts'
import { changeRole, readRole } from '../../model/routes.ts'
import { rolePath } from '../role-names.ts'
import { draftOf } from './draft.ts'
import { RoleForm } from './RoleForm.tsx'
import '../permission.css'

/** Changes what the database says of a role. */
export function EditRolePage() {
  const t = useText()
  const { namespace = '', name = '' } = useParams()
  const ref = `role:${namespace}/${name}`
  const title = t('editor.title', 'Change {role}', { role: shortRole(ref) })
  return (
    <>
      <PageHeading
        title={title}
        trail={[
          { title: t('page.roles.title', 'Roles'), to: '/administration/roles' },
          { title: shortRole(ref), to: rolePath(ref) },
        ]}
      />
      <Boundary title={title} loading={<Loading lines={8} />} resetOn={ref}>
        <Editor namespace={namespace} name={name} />
      </Boundary>
    </>
  )
}

function Editor({ namespace, name }: { namespace: string; name: string }) {
  const t = useText()
  const announce = useAnnounce()
  const navigate = useNavigate()
  const params = { namespace, name }
  const role = useRead(readRole, { params })
  const { send } = useSend(changeRole)
  const hasFiles = [...role.members, ...role.grants].some(({ source }) => source.type !== 'database')
  return (
    <>
      {hasFiles && (
        <p className="perm-intro">
          {t(
            'editor.files',
            'Part of this role is written in files and stays as it is. What you add here is added to it.',
          )}
        </p>
      )}
      <RoleForm
        mode="change"
        initial={draftOf(role)}
        cancelTo={rolePath(role.ref)}
        onSave={async (document) => {
          const version = role.database?.version
          await send({ params, body: { role: document, ...(version !== undefined && { version }) } })
          announce(t('role.changed', '{role} is changed.', { role: shortRole(role.ref) }))
          navigate(rolePath(role.ref))
        }}
      />
    </>
  )
}
