import { type Credentials, definePlugin } from '@callboard/kernel'
import { errors } from '../model/errors.ts'
import { deleteSetting, readSetting, readSettings, writeSetting } from '../model/routes.ts'
import { databaseSettingStore } from './setting-store.ts'

export default definePlugin({
  id: 'user-settings',
  description: 'What people set for themselves, on every device.',
  migrations: new URL('./migrations/', import.meta.url),
  setup({ http, db, clock, signals, log }) {
    const store = databaseSettingStore({ db, clock })

    http.serve(readSetting, async ({ params: { bucket, '*': key }, credentials }) => {
      const found = await store.read(personOf(credentials), { bucket, key })
      if (!found) throw errors.notSet({ bucket, key })
      return { bucket, key, value: found.value }
    })
    http.serve(writeSetting, async ({ params: { bucket, '*': key }, body: { value }, credentials }) => {
      const userRef = personOf(credentials)
      await store.write(userRef, { bucket, key }, value)
      await tell(userRef, { type: 'key-changed', key })
      return { bucket, key, value }
    })
    http.serve(deleteSetting, async ({ params: { bucket, '*': key }, credentials }) => {
      const userRef = personOf(credentials)
      await store.remove(userRef, { bucket, key })
      await tell(userRef, { type: 'key-deleted', key })
    })
    http.serve(readSettings, async ({ body: { items }, credentials }) => ({
      items: await store.readMany(personOf(credentials), items),
    }))

    /** The setting is kept by now: other browsers that hear of it later are no reason to fail. */
    const tell = (userRef: string, message: { type: 'key-changed' | 'key-deleted'; key: string }) =>
      signals
        .send({ type: 'user', entityRefs: [userRef] }, 'user-settings', message)
        .catch((cause) => log.warn('a changed setting could not be signalled', { cause: String(cause) }))
  },
})

function personOf({ principal }: Credentials): string {
  if (principal.type !== 'user') throw errors.onlyForPeople({})
  return principal.userEntityRef.toLowerCase()
}
