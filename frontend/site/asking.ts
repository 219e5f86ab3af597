// Acts that cannot simply be taken back are asked about in a dialog. It is the server's question (config/asking.py): without
// scripts, and whenever it cannot be fetched, the same question stands on a page of its own.

const ONLY_ASK = { "Hoclieu-Asks": "1", Accept: "text/html" };
const IS_QUESTION = 409;

export function startAsking(): void {
  const goesOn = new WeakSet<HTMLFormElement>();
  const waits = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    if (event.defaultPrevented || !isAsking(form, button) || goesOn.delete(form)) {
      return;
    }
    event.preventDefault();
    if (waits.has(form)) {
      return; // a second press while the question is on its way
    }
    waits.add(form);
    void questionOf(form, button).then((question) => {
      waits.delete(form);
      if (question) {
        show(question, form);
        return;
      }
      const pressed = button && !button.isConnected ? document.getElementById(button.id) : button; // rows are drawn anew
      if (button && !pressed) {
        return;
      }
      goesOn.add(form);
      form.requestSubmit(pressed);
    });
  });
}

function isAsking(form: HTMLFormElement, button: HTMLButtonElement | null): boolean {
  const said = (button?.hasAttribute("formaction") ? button : form).getAttribute("data-asks");
  return said !== null && said !== "never";
}

/** The server's question; null when it has none, or when nothing can be asked now: then the form goes its way. */
async function questionOf(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<Element | null> {
  const sent = new FormData(form);
  if (button?.name) {
    sent.append(button.name, button.value);
  }
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  try {
    const answer = await fetch(address, { method: "POST", body: sent, headers: ONLY_ASK, redirect: "manual" });
    const page = answer.status === IS_QUESTION ? await answer.text() : "";
    return new DOMParser().parseFromString(page, "text/html").querySelector("[data-asking]");
  } catch {
    return null;
  }
}

function show(question: Element, form: HTMLFormElement): void {
  const dialog = document.createElement("dialog");
  dialog.className = "question-dialog";
  dialog.setAttribute("aria-label", question.getAttribute("aria-label") ?? "");
  dialog.append(document.importNode(question, true));
  const close = dialog.querySelector<HTMLElement>("[data-question-close]");
  close?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    form.dispatchEvent(new Event("input", { bubbles: true })); // what is typed here was not sent (drafts.ts)
  });
  window.addEventListener("pagehide", () => dialog.remove(), { once: true }); // Back shows the page, not its question
  document.body.append(dialog);
  dialog.showModal();
  close?.focus({ preventScroll: true });
  dialog.scrollTop = 0; // the words first; the buttons stay in sight
}
