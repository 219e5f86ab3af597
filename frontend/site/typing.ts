// When single keys may act: never while somebody types, never with a modifier.

/** The key press belongs to a text field, a composition or a shortcut of the browser. */
export function isForTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
    return true;
  }
  const target = event.target instanceof HTMLElement ? event.target : null;
  return Boolean(target?.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], video, audio"));
}
