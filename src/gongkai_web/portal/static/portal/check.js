// What the page does with scripts on: files can be dropped, and too large ones are told before they are sent.
(() => {
  "use strict";
  const form = document.querySelector("[data-check]");
  if (!form) return;
  const box = form.querySelector("[data-drop]");
  const input = box.querySelector("input[type=file]");
  const said = box.querySelector("[data-said]");
  const button = form.querySelector("[data-busy]");
  const label = button.textContent;
  const most = Number(input.dataset.most);
  const megabytes = Number(input.dataset.megabytes);
  for (const hint of form.querySelectorAll("[data-only-script]")) hint.hidden = false;

  const judge = () => {
    const files = [...input.files];
    const large = files.filter((file) => file.size > megabytes * 1024 * 1024);
    let problem = "";
    if (files.length > most) problem = `一次最多${most}份，现在选了${files.length}份。`;
    else if (large.length) problem = `${large.map((file) => `“${file.name}”`).join("、")}超过${megabytes}MB。`;
    said.textContent = problem;
    input.setCustomValidity(problem);
  };
  input.addEventListener("change", judge);

  let depth = 0;
  const over = (inside) => box.classList.toggle("over", inside);
  box.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  box.addEventListener("dragleave", () => { depth -= 1; if (depth <= 0) { depth = 0; over(false); } });
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      judge();
      input.focus();
    }
  });

  form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
  // Coming back by the browser's own button, the page is as it was left.
  window.addEventListener("pageshow", () => {
    button.textContent = label;
    button.removeAttribute("aria-disabled");
    judge();
  });
})();
