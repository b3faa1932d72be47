/** What a `User-Agent` header calls the browser and its machine: `Firefox on Linux`. Undefined when it says neither. */
export function browserName(userAgent: string): { browser: string | undefined; system: string | undefined } {
  return { browser: nameIn(userAgent, browsers), system: nameIn(userAgent, systems) }
}

// Whoever comes later claims to be those before: the first that is found is the true one.
const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const

const nameIn = (userAgent: string, names: readonly (readonly [sign: string, name: string])[]) =>
  names.find(([sign]) => userAgent.includes(sign))?.[1]
