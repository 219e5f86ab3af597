// Tells the library that a work is being read, once per opening and without saying by whom.

export function startSeen(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-seen]");
  if (form) {
    navigator.sendBeacon(form.action, new FormData(form));
  }
}
