import { type AutocompleteProvider, errors } from '../../model/index.ts'

/**
 * Completes what somebody types (spec/scaffolder.md 8.11).
 *
 * @throws `scaffolder/unsupported-provider`, `scaffolder/invalid-resource`, and what the provider throws.
 */
export async function complete(
  providers: readonly AutocompleteProvider[],
  { provider, resource }: { provider: string; resource: string },
  request: { token: string; context: Readonly<Record<string, string>> },
): Promise<{ id: string; title?: string }[]> {
  const found = providers.find(({ id }) => id === provider)
  if (!found) throw errors.unsupportedProvider({ provider })
  const answer = Object.hasOwn(found.resources, resource) ? found.resources[resource] : undefined
  if (!answer) throw errors.invalidResource({ resource })
  return answer(request)
}
