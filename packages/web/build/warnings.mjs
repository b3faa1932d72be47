/** Libraries mark their modules "use client" for servers that render; here everything is the client. */
export function withoutDirectives(warning, warn) {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
}
