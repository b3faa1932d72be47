import type { Entity, JsonObject, JsonValue } from '@callboard/model'

/** What expressions see (spec/scaffolder.md 3.5). What is absent is undefined to them. */
export interface ExpressionScope {
  parameters: JsonObject
  steps: Record<string, { output: JsonObject }>
  user?: { ref?: string; entity?: Entity }
  context: { task: { id: string } }
  environment: { parameters: Record<string, string>; secrets?: Record<string, string> }
  secrets?: Record<string, string>
  each?: { key: string; value: JsonValue }
}

/** An expression that could not be rendered and was left as it is written (spec/scaffolder.md 3.2, rule 6). */
export interface RenderProblem {
  /** Where in the value: `input.values.name`. */
  path: string
  source: string
  message: string
}

/** What came of a value. */
export interface Rendered {
  /** Undefined when the whole value was one expression without a result. */
  value: JsonValue | undefined
  problems: readonly RenderProblem[]
}

/** Renders the expressions of templates: never as code, and within limits of time, size and depth. */
export interface Expressions {
  /**
   * Renders every string in a value, keys untouched. Never throws for what is written in it.
   * @throws `scaffolder/too-many-values` when the scope is larger than expressions can work with, and
   * `scaffolder/expressions-too-slow` when they had to be stopped.
   */
  render(value: JsonValue, scope: ExpressionScope): Rendered
  /**
   * Whether a condition holds (spec/scaffolder.md 4.2). Absent: it does.
   *
   * @param run - Set for conditions of steps: what `failure()` answers.
   * @throws As `render` does.
   * @returns `asked`: whether `always()` or `failure()` was really called.
   */
  holds(
    condition: string | boolean | undefined,
    scope: ExpressionScope,
    run?: { hasFailed: boolean },
  ): { holds: boolean; asked: boolean; problems: readonly RenderProblem[] }
}
