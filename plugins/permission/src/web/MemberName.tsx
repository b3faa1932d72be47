import { EntityLink, useText } from '@callboard/web'

/** A member of a role: a person, a group, or everybody. */
export function MemberName({ member }: { member: string }) {
  const t = useText()
  return member === '*' ? t('everybody', 'Everybody who is signed in') : <EntityLink entityRef={member} />
}
