/** Numbers about the plugin, at `/metrics` under `callboard_<plugin>_<name>`. */
export interface Metrics {
  counter(name: string, description: string): { add(value: number, labels?: Record<string, string>): void }
  histogram(
    name: string,
    description: string,
    options: { unit: string; buckets: number[] },
  ): { record(value: number, labels?: Record<string, string>): void }
  /** `read` is called whenever somebody looks. */
  gauge(name: string, description: string, read: () => number | Promise<number>): void
}
