// The anchor grammar of passages as it stands in addresses: #page=12, #slide=3, #t=90 or #t=90,120.

export interface Anchor {
  kind: string;
  value: number;
}

/** The anchor in a fragment, or null. `#t=1:30` and `#t=npt:90` count as seconds too. */
export function parseAnchor(fragment: string): Anchor | null {
  const found = /^#?([a-z]+)=(?:npt:)?([\d:.]+)/.exec(decodeURIComponent(fragment));
  const kind = found?.[1];
  const text = found?.[2];
  if (!kind || !text) {
    return null;
  }
  const value = text.split(":").reduce((total, part) => total * 60 + Number(part), 0);
  return Number.isFinite(value) ? { kind, value } : null;
}
