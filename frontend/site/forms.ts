// Forms: one sending per press, focus on the error summary, proposals become solid when confirmed.

import { say } from "./words";

const RELEASE = 8_000;

export function startForms(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
  document.querySelectorAll<HTMLElement>("[data-guess]").forEach(watchProposal);
  const sent = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    event.submitter?.setAttribute("aria-busy", "true");
    const release = (): void => {
      sent.delete(form);
      event.submitter?.removeAttribute("aria-busy");
    };
    window.setTimeout(release, RELEASE); // the answer may be a download that leaves the page in place
    window.addEventListener("pageshow", release, { once: true });
  });
}

/** A dotted field becomes solid when the person says it is right or changes it; the form then posts `confirmed`. */
export function watchProposal(field: HTMLElement): void {
  const button = field.querySelector<HTMLElement>("[data-guess-confirm]");
  const confirm = (): void => {
    if (!field.classList.contains("field--guess")) {
      return;
    }
    field.classList.replace("field--guess", "field--confirmed");
    const words = field.querySelector("[data-guess-words]");
    if (words) {
      words.textContent = say("confirmed");
    }
    button?.remove();
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "confirmed";
    input.value = field.dataset.guess ?? "";
    field.append(input);
  };
  button?.removeAttribute("hidden");
  button?.addEventListener("click", confirm);
  field.addEventListener("change", confirm);
}
