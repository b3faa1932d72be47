import { modelErrors } from '../model-errors.ts'

/** One field to order by. */
export interface OrderField {
  /** An index key, lower case. */
  field: string
  order: 'asc' | 'desc'
}

/**
 * Reads the values of `orderField` of by-query: `<field>[,asc|desc]`.
 *
 * @throws `model/malformed-order`
 * @see spec/catalog.md 4.7
 */
export function parseOrderFields(values: readonly string[]): OrderField[] {
  return values.map((value) => {
    const [field = '', order = 'asc', ...more] = value.split(',').map((part) => part.trim())
    if (field === '' || more.length > 0 || !isOrder(order)) {
      throw modelErrors.malformedOrder({ parameter: 'orderField', value, expected: '<field>,asc or <field>,desc' })
    }
    return { field: field.toLowerCase(), order }
  })
}

/**
 * Reads the values of `order` of `GET /entities`: `asc:<field>` or `desc:<field>`.
 *
 * @throws `model/malformed-order`
 */
export function parseOrderParam(values: readonly string[]): OrderField[] {
  return values.map((value) => {
    const colon = value.indexOf(':')
    const order = value.slice(0, Math.max(colon, 0)).trim()
    const field = value.slice(colon + 1).trim()
    if (field === '' || !isOrder(order)) {
      throw modelErrors.malformedOrder({ parameter: 'order', value, expected: 'asc:<field> or desc:<field>' })
    }
    return { field: field.toLowerCase(), order }
  })
}

const isOrder = (text: string): text is OrderField['order'] => text === 'asc' || text === 'desc'
