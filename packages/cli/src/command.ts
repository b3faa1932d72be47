/** The option that every command has which reads the configuration. */
export const configOption = [
  '--config FILE',
  'A config file instead of app-config.yaml; may be given several times, later ones win.',
] as const

/** `--config`, as `parseOptions` takes it. */
export const configOptions = { config: { type: 'string', multiple: true } } as const
