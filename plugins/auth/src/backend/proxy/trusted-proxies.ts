import { BlockList, isIP } from 'node:net'

/**
 * Tells whether an address is one of a list.
 *
 * @param entries - Addresses, and ranges as `10.0.0.0/8`.
 * @throws Error that names the entry that is neither.
 */
export function addressMatcher(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits, rest] = entry.split('/')
    const version = isIP(address)
    const most = version === 6 ? 128 : 32
    const prefix = bits === undefined ? most : Number(bits)
    const isRange = bits === undefined || /^\d+$/.test(bits)
    if (version === 0 || rest !== undefined || !isRange || prefix > most) {
      throw new Error(`"${entry}" is no address such as "10.0.0.7", and no range such as "10.0.0.0/8".`)
    }
    list.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    // Sockets that listen on both families show IPv4 like this.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4')
  }
}
