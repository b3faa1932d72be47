/**
 * The modules that the shell shares with plugins: loaded once, however many plugins there are. A plugin built on its own
 * leaves them out, and the page's import map leads to the shell's copies.
 *
 * `names` is a list where a page inside one portal can use only a part of the module, and the rest would be paid for by
 * everybody; `undefined` shares every name.
 *
 * @type {readonly { specifier: string, names?: readonly string[] }[]}
 */
export const sharedModules = [
  { specifier: 'react' },
  { specifier: 'react/jsx-runtime' },
  { specifier: 'react-dom' },
  { specifier: '@tanstack/react-query' },
  {
    specifier: 'react-router',
    // The portal has one router already: its data loaders, server rendering and other routers would weigh 50 kB.
    names: [
      'createSearchParams',
      'generatePath',
      'Link',
      'matchPath',
      'Navigate',
      'NavLink',
      'Outlet',
      'resolvePath',
      'Route',
      'Routes',
      'useHref',
      'useLocation',
      'useMatch',
      'useNavigate',
      'useNavigationType',
      'useOutletContext',
      'useParams',
      'useResolvedPath',
      'useSearchParams',
    ],
  },
  { specifier: '@callboard/web' },
  {
    specifier: '@callboard/model',
    // What declarations and pages use. Whatever else a plugin imports is built into it; the YAML parser is too heavy for all.
    names: [
      'CallboardError',
      'canonicalEntityRef',
      'DateTime',
      'defaultNamespace',
      'defineErrors',
      'del',
      'Duration',
      'EntityRef',
      'entityRefOf',
      'get',
      'parseEntityRef',
      'patch',
      'post',
      'put',
      'resourcePermission',
      'basicPermission',
      'Secret',
      'service',
      'extensionPoint',
      'stringifyEntityRef',
      'Type',
    ],
  },
]

/** The specifiers alone: what a plugin's build must leave out. */
export const sharedSpecifiers = sharedModules.map(({ specifier }) => specifier)
