// What an answer must be, whatever was asked: documented, in form, and no failure of the service.

// Codes of requests that HTTP itself does not allow, or that come before any operation is known.
const of_http = {
  400: ['malformed_request'], 404: ['route_not_found'], 405: ['method_not_allowed'], 406: ['not_acceptable'], 408: ['request_timeout'], 413: ['payload_too_large'],
  415: ['unsupported_media_type'], 417: ['malformed_request'], 429: ['too_many_requests'], 431: ['headers_too_large'], 501: ['not_implemented'], 505: ['http_version'],
};
const retryable = ['unavailable', 'vault_sealed', 'storage_failed', 'audit_failed'];

// Of requests that lead to no operation: who asks is looked at before what for.
const of_nothing = { 401: ['unauthenticated'], 403: ['forbidden'] };

/** Why the answer is wrong; undefined for a right one. `operation`: what the request came to, if anything. */
export function fault_of(answer, operation) {
  const { status, headers, body } = answer;
  if (!/^req_[0-9a-z]{26}$/.test(headers['request-id'] ?? '')) return 'it has no Request-Id';
  if (status < 400) {
    if (!/json/.test(headers['content-type'] ?? '') || body === '') return undefined;
    return parsed(body) === undefined ? 'its body is not JSON' : undefined;
  }
  if (answer.bodiless) return status >= 500 && ![501, 503, 505].includes(status) ? 'the service failed' : undefined;
  const content = operation?.answers[status]?.content ?? {};
  if (headers['content-type'] !== 'application/problem+json' && headers['content-type']?.split(';')[0] in content) return undefined;
  if (headers['content-type'] !== 'application/problem+json') return `its type is ${headers['content-type']}`;
  const problem = parsed(body);
  if (problem === undefined) return 'the problem is not JSON';
  if (problem.status !== status) return `the problem says ${problem.status}`;
  if (problem.request_id !== headers['request-id']) return 'the problem is about another request';
  for (const member of ['type', 'title', 'detail', 'code']) {
    if (typeof problem[member] !== 'string' || problem[member] === '') return `the problem has no ${member}`;
  }
  if ((of_http[status] ?? (operation ? [] : of_nothing[status]))?.includes(problem.code)) return undefined;
  if (status >= 500 && !(status === 503 && retryable.includes(problem.code))) return `the service failed: ${problem.code}: ${problem.detail}`;
  if (!Object.values(content).some(({ examples }) => problem.code in (examples ?? {}))) return `${problem.code} is not documented for it`;
  return undefined;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
