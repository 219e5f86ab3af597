// Toasts stay 30 seconds, longer while the mouse or the focus rests on them, and can be closed.

const STAY = 30_000;

export function startToasts(): void {
  document.querySelectorAll<HTMLElement>("[data-toast]").forEach((toast) => {
    const close = toast.querySelector<HTMLElement>("[data-toast-close]");
    close?.removeAttribute("hidden");
    close?.addEventListener("click", () => toast.remove());
    if (toast.dataset.toast !== "still") {
      leaveAfter(toast);
    }
  });
}

function leaveAfter(toast: HTMLElement): void {
  let timer = window.setTimeout(() => toast.remove(), STAY);
  const hold = (): void => window.clearTimeout(timer);
  const release = (): void => {
    hold();
    timer = window.setTimeout(() => toast.remove(), STAY);
  };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", release);
  toast.addEventListener("focusout", release);
}
