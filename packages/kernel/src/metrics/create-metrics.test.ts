import { expect, test } from 'vitest'
import { createMetrics } from './create-metrics.ts'

test('counters, histograms and gauges are written as Prometheus reads them', async () => {
  const registry = createMetrics()
  const metrics = registry.forPlugin('my-plugin')
  const reads = metrics.counter('reads', 'Files read.')
  reads.add(1)
  reads.add(2, { host: 'a"b\\c\nd' })
  reads.add(3, { host: 'a"b\\c\nd' })
  const sizes = metrics.histogram('size_bytes', 'Sizes.', { unit: 'By', buckets: [10, 100] })
  for (const size of [5, 10, 50, 1000]) sizes.record(size)
  metrics.gauge('queue', 'Waiting.', async () => 7)
  metrics.gauge('broken', 'Cannot be read.', () => {
    throw new Error('No.')
  })
  expect(await registry.prometheusText()).toBe(
    [
      '# HELP callboard_my_plugin_reads_total Files read.',
      '# TYPE callboard_my_plugin_reads_total counter',
      'callboard_my_plugin_reads_total 1',
      'callboard_my_plugin_reads_total{host="a\\"b\\\\c\\nd"} 5',
      '# HELP callboard_my_plugin_size_bytes Sizes.',
      '# TYPE callboard_my_plugin_size_bytes histogram',
      'callboard_my_plugin_size_bytes_bucket{le="10"} 2',
      'callboard_my_plugin_size_bytes_bucket{le="100"} 3',
      'callboard_my_plugin_size_bytes_bucket{le="+Inf"} 4',
      'callboard_my_plugin_size_bytes_sum 1065',
      'callboard_my_plugin_size_bytes_count 4',
      '# HELP callboard_my_plugin_queue Waiting.',
      '# TYPE callboard_my_plugin_queue gauge',
      'callboard_my_plugin_queue 7',
      '',
    ].join('\n'),
  )
})

test('labels made of user input do not fill the memory', async () => {
  const registry = createMetrics()
  const counter = registry.unprefixed.counter('many', 'Many.')
  for (let i = 0; i < 5000; i++) counter.add(1, { i: String(i) })
  expect((await registry.prometheusText()).split('\n').length).toBeLessThan(2010)
})

test('a name is used once', () => {
  const registry = createMetrics()
  registry.unprefixed.counter('one', 'One.')
  expect(() => registry.unprefixed.counter('one', 'One.')).toThrow('The metric one is made twice.')
})
