/** The plugins that come with Callboard. Each can be switched off: `plugins: [{ package: …, enabled: false }]`. */
export const bundledPlugins: readonly string[] = [
  '@callboard/plugin-home',
  '@callboard/plugin-catalog',
  '@callboard/plugin-auth',
  '@callboard/plugin-permission',
  '@callboard/plugin-events',
  '@callboard/plugin-user-settings',
  '@callboard/plugin-audit',
  '@callboard/plugin-github',
  '@callboard/plugin-gitlab',
  '@callboard/plugin-gitea',
  '@callboard/plugin-microsoft',
  '@callboard/plugin-keycloak',
  '@callboard/plugin-scim',
  '@callboard/plugin-ldap',
  '@callboard/plugin-saml',
]
