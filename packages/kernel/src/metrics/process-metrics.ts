import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from './metrics.ts'

/** Adds the numbers of the process itself. @returns Ends the measuring. */
export function addProcessMetrics(metrics: Metrics): () => void {
  metrics.gauge('process_resident_memory_bytes', 'Memory of the process in bytes.', () => process.memoryUsage.rss())
  metrics.gauge('nodejs_heap_size_used_bytes', 'Heap in use in bytes.', () => process.memoryUsage().heapUsed)
  metrics.gauge('process_cpu_seconds', 'CPU time used since the start, in seconds.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  metrics.gauge('process_uptime_seconds', 'Time since the start, in seconds.', () => process.uptime())
  // Every timer tick costs a little, all the time; 20 ms are enough to see a blocked loop.
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const seconds = (read: () => number) => () => {
    const ns = read()
    return Number.isFinite(ns) ? ns / 1e9 : 0
  }
  metrics.gauge(
    'nodejs_eventloop_delay_p50_seconds',
    'Median delay of the event loop.',
    seconds(() => delay.percentile(50)),
  )
  metrics.gauge(
    'nodejs_eventloop_delay_p99_seconds',
    '99th percentile of the delay of the event loop.',
    seconds(() => delay.percentile(99)),
  )
  metrics.gauge(
    'nodejs_eventloop_delay_max_seconds',
    'Longest delay of the event loop.',
    seconds(() => delay.max),
  )
  return () => delay.disable()
}
