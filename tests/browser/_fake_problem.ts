/** Refusals of the invented network, worded as the real API words them. */
export function problem(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ type: "about:blank", title: detail, status, detail }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}

export function missing(account: string): Response {
  return problem(404, `Account "${account}" is not an influencer of the network`);
}
