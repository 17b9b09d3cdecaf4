/** Words for an address that cannot be listened on, and for one that is. */

export function describeListening(host: string, port: number, error: unknown): string {
  const where = `Cannot listen on ${host}, port ${port}`;
  if (error instanceof Deno.errors.AddrInUse) return `${where}: another program does; choose another with --port`;
  return `${where}: ${error instanceof Error ? error.message : error}`;
}

/** An IPv6 address stands in brackets. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}
