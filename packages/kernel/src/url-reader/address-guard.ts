import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * Whether an IP address is anything but a public unicast one: private, loopback, link-local (where clouds keep
 * their metadata service), multicast, documentation, translation or reserved.
 *
 * @param address - IPv4 or IPv6 in text, without brackets.
 */
export function isPrivateAddress(address: string): boolean {
  if (isIPv4(address)) return reserved.check(address, 'ipv4')
  // Of IPv6 only 2000::/3 is given out as public; "v4-mapped" and its like are outside of it and so refused.
  return !publicV6.check(address, 'ipv6') || reserved.check(address, 'ipv6')
}

/** Thrown into a connection attempt, so that the caller can tell it from a network failure. */
export class PrivateAddressError extends Error {}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/**
 * A `lookup` for sockets that fails when a name has any private address. The socket connects to what this returns,
 * so a name cannot be public when it is checked and private when it is used.
 */
export function guardedLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const refused = addresses.find(({ address }) => isPrivateAddress(address))
    if (refused) return callback(new PrivateAddressError(`${hostname} resolves to ${refused.address}`), [])
    const first = addresses[0]
    if (options.all || !first) return callback(null, addresses)
    callback(null, first.address, first.family)
  })
}

/** Whether a URL's host is an IP literal that must not be reached: sockets look no literal up. */
export function isPrivateLiteral(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) !== 0 && isPrivateAddress(bare)
}

// IANA special-purpose address registries, RFC 6890 and its successors.
const reserved = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  reserved.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  reserved.addSubnet(network, bits, 'ipv6')
}
const publicV6 = new BlockList()
publicV6.addSubnet('2000::', 3, 'ipv6')
