import { expect, test } from 'vitest'
import { wantsTracing } from './tracing.ts'

test.each([
  { why: 'nothing is set', env: {}, wanted: false },
  { why: 'an endpoint', env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' }, wanted: true },
  { why: 'an endpoint for traces', env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://x' }, wanted: true },
  { why: 'an exporter', env: { OTEL_TRACES_EXPORTER: 'otlp' }, wanted: true },
  { why: 'no traces', env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_TRACES_EXPORTER: 'none' }, wanted: false },
  { why: 'all off', env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_SDK_DISABLED: 'true' }, wanted: false },
])('traces: $why: $wanted', ({ env, wanted }) => {
  expect(wantsTracing(env)).toBe(wanted)
})
