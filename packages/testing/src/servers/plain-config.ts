import type { Logger, RootConfig } from '@callboard/kernel'

/** A configuration over a plain object, for what reads keys only. */
export function plainConfig(value: object): RootConfig {
  const get = (key?: string) =>
    (key?.split('.') ?? []).reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value)
  const optional = <T>(key: string) => get(key) as T | undefined
  return {
    get,
    has: (key) => get(key) !== undefined,
    getOptionalString: optional<string>,
    getString: (key) => String(get(key)),
    getOptionalNumber: optional<number>,
    getOptionalBoolean: optional<boolean>,
    source: () => undefined,
    onChange: () => () => {},
  }
}

/** Writes nothing. */
export const silentLog: Logger = { error() {}, warn() {}, info() {}, debug() {}, child: () => silentLog }
