// The waiting page of a guest asks again by itself and moves on once the teacher has decided.

const EVERY_MS = 4000;

async function look(): Promise<void> {
  if (document.visibilityState !== "visible") {
    return;
  }
  try {
    const answer = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
      location.reload();
    }
  } catch {
    // Off the line for a moment: the next look tells.
  }
}

if (document.querySelector("[data-waiting]")) {
  setInterval(() => void look(), EVERY_MS);
  document.addEventListener("visibilitychange", () => void look());
}
