// Picks all rows of the page; without scripts each is picked by itself.
document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
        for (const one of event.target.form.querySelectorAll("input[name=pick]")) {
            one.checked = event.target.checked;
        }
    }
});
