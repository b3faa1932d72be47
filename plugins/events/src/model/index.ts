export { type IngressRequest, ingress, receiveEvent, type WebhookIngress } from './ingress.ts'
