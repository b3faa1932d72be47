import { Readable } from 'node:stream'
import { auditSink, Duration, definePlugin, rawReply, Type } from '@callboard/kernel'
import { parseDuration } from '@callboard/model'
import { errors } from '../model/errors.ts'
import { readAudit } from '../model/permissions.ts'
import { exportRecords, listRecords } from '../model/routes.ts'
import { allRecords, queryRecords } from './query-records.ts'
import { recordFile } from './record-file.ts'
import { createRecordWriter } from './record-writer.ts'
import { applyRetention } from './retention.ts'

const dayMs = 24 * 60 * 60_000
const contentTypes = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const

export default definePlugin({
  id: 'audit',
  description: 'Keeps the records of the security audit, and shows them to whoever may read them.',
  config: Type.Object({
    retention: Duration({ default: 'P400D', description: 'How long records are kept.' }),
  }),
  migrations: new URL('./migrations/', import.meta.url),
  permissions: [readAudit],
  use: { auditSink },
  setup({ config, http, db, log, clock, audit, scheduler, lifecycle, permissions, auditSink: sinks }) {
    const writer = createRecordWriter({ db, log })
    sinks.add(writer)
    lifecycle.onStop(() => writer.close())

    /** Without a policy everybody would be allowed; what people did is not for everybody. */
    const refuseWhileOpen = () => {
      if (!permissions.isDecided) throw errors.closed({})
    }
    http.serve(listRecords, async ({ query: { limit = 50, cursor, ...filter } }) => {
      refuseWhileOpen()
      return queryRecords(db, filter, { limit, cursor })
    })
    http.serve(exportRecords, async ({ query: { format, ...filter }, audited }) => {
      refuseWhileOpen()
      audited({ meta: { format, ...filter } })
      return rawReply({
        type: contentTypes[format],
        headers: {
          'content-disposition': `attachment; filename="audit-${clock.now().slice(0, 10)}.${format}"`,
          'cache-control': 'no-store',
        },
        body: Readable.from(recordFile(allRecords(db, filter), format)),
      })
    })

    const keepMs = parseDuration(config.retention)
    scheduler.schedule({
      id: 'retention',
      frequency: { everyMs: dayMs },
      timeoutMs: dayMs / 2,
      async run({ signal }) {
        const deleted = await applyRetention({ db, clock, audit, keepMs, signal })
        if (deleted > 0) log.info('records deleted', { records: deleted, reason: 'retention' })
      },
    })
  },
})
