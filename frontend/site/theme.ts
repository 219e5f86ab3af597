// Light, dark or automatic without loading the page again; the cookie is the one the server reads.

const ONE_YEAR = 365 * 24 * 3600;

export function startTheme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLElement;
    const theme = event.submitter?.getAttribute("value");
    if (!form.matches("[data-theme-switch]") || !theme) {
      return;
    }
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `hoclieu_theme=${theme}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax${secure}`;
    apply(theme);
  });
}

function apply(theme: string): void {
  if (theme === "auto") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  document.querySelectorAll("[data-theme-switch] button[name=theme]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("value") === theme));
  });
}
