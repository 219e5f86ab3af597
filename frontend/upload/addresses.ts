// Addresses of uploads: the endpoint and, below it, one address for each upload.

/** The last part of an upload's address. */
export function idOf(url: string): string {
  return url.replace(/[?#].*$/, "").replace(/\/+$/, "").split("/").pop() ?? "";
}

/** The address of an upload. */
export function uploadUrl(endpoint: string, id: string): string {
  return `${endpoint.replace(/\/?$/, "/")}${id}/`;
}
