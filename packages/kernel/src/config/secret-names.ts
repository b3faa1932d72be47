const secretWords =
  /(?:token|password|passwd|secret|private_?key|api_?key|access_?key|signing_?key|account_?key|connection_?string|authorization)s?$/i

/** Whether a value under this key is kept from people's eyes even if no schema says so. */
export const looksSecret = (key: string): boolean => secretWords.test(key.replaceAll('-', '_'))
