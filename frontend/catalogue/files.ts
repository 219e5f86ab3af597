// The edit page: a file that has arrived goes to its place by itself.

export function startFiles(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-place-files]").forEach((form) => {
    form.addEventListener("upload-ready", () => form.requestSubmit());
  });
}
