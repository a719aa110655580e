import ipaddr from "ipaddr.js";

/**
 * Which addresses an outbound call may reach. A callback URL is chosen by an agent: without this, the gate would be
 * a way into the network it stands in (cloud metadata, internal services, our own database). Only addresses that
 * are plainly public are let through; every special range, and every way of writing one inside another, is not.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  if (parsed instanceof ipaddr.IPv6) {
    // Only 2000::/3 is assigned to the public Internet; NAT64, 6to4 and Teredo carry an IPv4 address inside.
    const first = parsed.parts[0] ?? 0;
    return (first & 0xe000) === 0x2000;
  }
  return true;
}

/** The host of a URL as an IP literal, or null when it is a name. WHATWG URLs spell 0x7f.1 and 2130706433 as 127.0.0.1. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : null;
}
