// On a phone the lists stand in a row that is moved sideways: the one that is shown is brought into view.
for (const shown of document.querySelectorAll(".req-tabs [aria-current]")) {
    const row = shown.closest("ul");
    row.scrollLeft = shown.offsetLeft - row.offsetLeft - (row.clientWidth - shown.offsetWidth) / 2;
}

// Picks all rows of the page; without scripts each is picked by itself.
document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
        for (const one of event.target.form.querySelectorAll("input[name=pick]")) {
            one.checked = event.target.checked;
        }
    }
});
