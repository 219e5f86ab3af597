// After a lapsed session and a new sign-in in another tab, the page's form tokens are stale: fetch fresh ones.

const TOKEN = "input[name=csrfmiddlewaretoken]";

/** Puts the tokens of the present session into every form; false while nobody is signed in. */
export async function renewForms(): Promise<boolean> {
  const answer = await fetch(window.location.href, { redirect: "manual" });
  if (!answer.ok) {
    return false;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLInputElement>(TOKEN);
  if (!fresh) {
    return false;
  }
  document.querySelectorAll<HTMLInputElement>(TOKEN).forEach((field) => {
    field.value = fresh.value;
  });
  return true;
}
