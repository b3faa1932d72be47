/** The model's modules only declare: what nobody asks for can go, and the YAML parser with it. */
export function pureModel() {
  return {
    name: 'callboard:pure-model',
    transform: (_, id) => (id.includes('/packages/model/src/') ? { moduleSideEffects: false } : undefined),
  }
}
