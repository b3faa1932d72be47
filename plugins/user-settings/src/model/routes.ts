import { del, get, post, put, Type } from '@callboard/model'

/** The largest value, as JSON, in bytes. Room for some thousand starred entities. */
export const maxValueBytes = 256 * 1024
/** As many settings as one person may have. */
export const maxSettings = 1000

// Control characters are no part of a name that somebody chose, and PostgreSQL refuses some of them.
const Name = Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f]+$' })
const place = { bucket: Name, '*': Name }
const keyPath = '/buckets/:bucket/keys/*'

const Setting = Type.Object({ bucket: Type.String(), key: Type.String(), value: Type.Unknown() })

/** Read one setting (spec/platform.md 14). The key may contain `/`. */
export const readSetting = get(keyPath, {
  summary: 'Read one setting of the caller.',
  params: place,
  reply: Setting,
})

/** Set one. */
export const writeSetting = put(keyPath, {
  summary: 'Set one setting of the caller.',
  params: place,
  body: { value: Type.Unknown() },
  maxBodyBytes: maxValueBytes,
  reply: Setting,
})

/** Go back to its default. */
export const deleteSetting = del(keyPath, {
  summary: 'Delete one setting of the caller.',
  audit: false,
  params: place,
  status: 204,
  reply: Type.Void(),
})

/** Read many at once. */
export const readSettings = post('/multiget', {
  summary: 'Read many settings of the caller; null stands where one is not set.',
  reads: true,
  body: { items: Type.Array(Type.Object({ bucket: Name, key: Name }), { maxItems: maxSettings }) },
  reply: Type.Object({ items: Type.Array(Type.Union([Type.Object({ value: Type.Unknown() }), Type.Null()])) }),
})
