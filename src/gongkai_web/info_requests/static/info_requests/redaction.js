// 区分处理: areas drawn on the picture of a page by mouse, touch or keyboard. What is drawn fills the fields in
// millimetres, which are what is sent; without this file they are typed. Areas that are there can be taken away.
(() => {
    "use strict";

    const MM = 72 / 25.4; // points to a millimetre
    const LEAST = 1; // millimetres
    const NAMES = ["left", "top", "wide", "high"];
    const KEPT = ["ground", "text", "first", "last"]; // what was chosen for the next area too
    const SIGNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    let drag = null;
    let touch = false;
    let saying = 0;
    let plain = false; // a button that is pressed anew for the browser to send

    const root = () => document.querySelector("[data-redact]");
    const find = (name) => root()?.querySelector(`[data-redact-${name}]`);
    const field = (name) => root().querySelector(`input[name=${name}]`);

    function paper() {
        const page = find("page");
        return { width: Number(page.dataset.width) / MM, height: Number(page.dataset.height) / MM };
    }

    function chosen() {
        const [left, top, wide, high] = NAMES.map((name) => parseFloat(field(name).value));
        return [left, top, wide, high].every(Number.isFinite) && wide > 0 && high > 0 ? { left, top, wide, high } : null;
    }

    function choose(box, quiet) {
        for (const name of NAMES) {
            field(name).value = box ? String(Math.round(box[name] * 10) / 10) : "";
        }
        show();
        if (!quiet) {
            clearTimeout(saying);
            saying = setTimeout(() => {
                const [left, top, wide, high] = NAMES.map((name) => field(name).value);
                say(left ? `距左${left}、距上${top}，宽${wide}、高${high}毫米` : "没有选定区域");
            }, 350);
        }
    }

    function say(text) {
        find("said").textContent = text;
    }

    function place(element, box) {
        const { width, height } = paper();
        element.style.left = `${(100 * box.left) / width}%`;
        element.style.top = `${(100 * box.top) / height}%`;
        element.style.width = `${(100 * box.wide) / width}%`;
        element.style.height = `${(100 * box.high) / height}%`;
    }

    // The chosen rectangle, and its buttons where there is room for them.
    function show() {
        const box = chosen();
        const rect = find("choice");
        const pop = find("pop");
        rect.hidden = !box;
        pop.hidden = !box || Boolean(drag);
        if (!box) {
            return;
        }
        place(rect, box);
        const { width, height } = paper();
        const stage = find("stage");
        const scale = stage.clientWidth / width;
        const below = (box.top + box.high) * scale + 10;
        const above = box.top * scale - pop.offsetHeight - 10;
        const free = stage.clientHeight - pop.offsetHeight - 4;
        const top = below <= free ? below : Math.max(above, 4);
        pop.style.top = `${Math.max(4, Math.min(top, height * scale))}px`;
        pop.style.left = `${Math.max(4, Math.min(box.left * scale, stage.clientWidth - pop.offsetWidth - 4))}px`;
    }

    // The areas that are there, each with a button: one drawn by hand goes, a proposal is ticked or not.
    function frames() {
        const stage = find("stage");
        stage.querySelectorAll(".redact-area").forEach((one) => one.remove());
        for (const item of root().querySelectorAll("li[data-box]")) {
            const [left, top, right, bottom] = item.dataset.box.split(" ").map((value) => Number(value) / MM);
            const box = document.createElement("div");
            const button = document.createElement("button");
            const tick = item.querySelector("input[type=checkbox]");
            const words = item.querySelector("label").textContent.trim().replace(/\s+/g, " ");
            box.className = tick.checked ? "redact-area" : "redact-area is-off";
            place(box, { left, top, wide: right - left, high: bottom - top });
            button.type = "button";
            button.textContent = tick.checked ? "×" : "+";
            button.title = tick.checked ? "去掉" : "遮盖";
            button.setAttribute("aria-label", `${button.title}：${words}`);
            button.addEventListener("click", () => {
                if ("byHand" in item.dataset && tick.checked) {
                    send(`remove:${item.dataset.number}`);
                } else {
                    tick.checked = !tick.checked;
                    send("save");
                }
            });
            box.append(button);
            stage.append(box);
        }
    }

    function at(event) {
        const area = find("stage").getBoundingClientRect();
        const { width, height } = paper();
        const within = (value, most) => Math.min(Math.max(value, 0), most);
        return {
            x: within(((event.clientX - area.left) / area.width) * width, width),
            y: within(((event.clientY - area.top) / area.height) * height, height),
        };
    }

    function between(one, other) {
        return {
            left: Math.min(one.x, other.x),
            top: Math.min(one.y, other.y),
            wide: Math.abs(one.x - other.x),
            high: Math.abs(one.y - other.y),
        };
    }

    function start(event) {
        const stage = event.target.closest("[data-redact-stage]");
        if (!stage || event.button !== 0 || event.target.closest("button, [data-redact-pop]")) {
            return;
        }
        const rect = event.target.closest("[data-redact-choice]");
        if (event.pointerType === "touch" && !touch && !rect) {
            return; // the page is scrolled
        }
        const here = at(event);
        const box = chosen();
        const edge = event.target.dataset.edge;
        drag = { id: event.pointerId, from: here, was: box };
        if (edge && box) {
            drag.from = {
                x: edge.includes("w") ? box.left + box.wide : box.left,
                y: edge.includes("n") ? box.top + box.high : box.top,
            };
        } else if (rect && box) {
            drag.moves = box;
        }
        drag.resizes = Boolean(edge);
        stage.setPointerCapture(event.pointerId);
        stage.focus({ preventScroll: true });
        event.preventDefault();
    }

    function move(event) {
        if (!drag || event.pointerId !== drag.id) {
            return;
        }
        const here = at(event);
        if (drag.moves) {
            choose(shifted(drag.moves, here.x - drag.from.x, here.y - drag.from.y));
        } else {
            choose(between(drag.from, here));
        }
        event.preventDefault();
    }

    function end(event) {
        if (!drag || event.pointerId !== drag.id) {
            return;
        }
        const done = drag;
        drag = null;
        if (event.type === "pointercancel") {
            choose(done.was);
        } else if (!done.moves && !done.resizes) {
            const box = between(done.from, at(event));
            choose(box.wide >= LEAST && box.high >= LEAST ? box : null);
        } else {
            choose(stretched(chosen() ?? done.was, 0, 0));
        }
    }

    function shifted(box, right, down) {
        const { width, height } = paper();
        return {
            ...box,
            left: Math.min(Math.max(box.left + right, 0), Math.max(width - box.wide, 0)),
            top: Math.min(Math.max(box.top + down, 0), Math.max(height - box.high, 0)),
        };
    }

    function stretched(box, right, down) {
        const { width, height } = paper();
        return {
            ...box,
            wide: Math.min(Math.max(box.wide + right, LEAST), Math.max(width - box.left, LEAST)),
            high: Math.min(Math.max(box.high + down, LEAST), Math.max(height - box.top, LEAST)),
        };
    }

    function key(event) {
        if (!event.target.matches?.("[data-redact-stage]")) {
            if (event.key === "Escape" && event.target.closest?.("[data-redact-pop]")) {
                cancel();
            }
            return;
        }
        const sign = SIGNS[event.key];
        const box = chosen();
        if (sign) {
            const step = event.ctrlKey || event.metaKey ? 10 : 1;
            const { width, height } = paper();
            if (!box) {
                choose({ left: width * 0.3, top: height * 0.3, wide: Math.min(40, width / 3), high: Math.min(8, height / 3) });
            } else {
                choose((event.shiftKey ? stretched : shifted)(box, sign[0] * step, sign[1] * step));
            }
        } else if (event.key === "Enter" && box) {
            send("area");
        } else if (event.key === "Escape" && box) {
            cancel();
        } else {
            return;
        }
        event.preventDefault();
    }

    function cancel() {
        choose(null);
        find("stage").focus({ preventScroll: true });
    }

    function press(button) {
        plain = true;
        button.click();
        plain = false;
    }

    // Sends the form as its buttons do, and puts the answer in the place of what is shown: one sees where one was.
    async function send(what) {
        const form = root().querySelector("form.redact");
        const page = find("page");
        const kept = KEPT.map((name) => [name, form.elements[name]?.value]);
        const data = new FormData(form);
        data.append("do", what);
        page.classList.add("is-busy");
        let fresh;
        try {
            const answer = await fetch(location.href, { method: "POST", body: data, credentials: "same-origin" });
            fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
            if (!fresh.querySelector("[data-redact] [data-redact-page]")) {
                throw new Error("another page");
            }
            const image = new Image();
            image.src = fresh.querySelector("[data-redact-page] img").getAttribute("src");
            await image.decode().catch(() => {});
        } catch {
            // The browser shows whatever the answer is: a login, a refusal, no connection.
            const button = document.createElement("button");
            Object.assign(button, { type: "submit", name: "do", value: what, hidden: true });
            form.append(button);
            press(button);
            return;
        }
        const list = root().querySelector(".redact-list")?.scrollTop ?? 0;
        root().replaceChildren(...fresh.querySelector("[data-redact]").childNodes);
        const told = fresh.querySelector(".messages ul");
        document.querySelector(".messages ul")?.replaceChildren(...(told?.querySelectorAll(":scope > li") ?? []));
        const wrong = root().querySelector(".help-critical, .w-field__errors .error-message");
        if (!wrong) {
            for (const [name, value] of kept) {
                if (value !== undefined && root().querySelector(`form.redact [name=${name}]`)) {
                    root().querySelector(`form.redact [name=${name}]`).value = value;
                }
            }
        }
        begin();
        root().querySelector(".redact-list")?.scrollTo(0, list);
        find("stage").focus({ preventScroll: true });
        say((wrong ?? told)?.textContent.trim() ?? "");
    }

    function begin() {
        const stage = find("stage");
        if (!stage) {
            return;
        }
        root().querySelectorAll("[data-redact-tools]").forEach((one) => { one.hidden = false; });
        stage.hidden = false;
        stage.classList.toggle("is-drawing", touch);
        find("touch").setAttribute("aria-pressed", String(touch));
        frames();
        show();
    }

    document.addEventListener("pointerdown", start);
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
    document.addEventListener("keydown", key);
    document.addEventListener("input", (event) => {
        if (find("stage") && NAMES.includes(event.target.name)) {
            show();
        }
    });
    document.addEventListener("click", (event) => {
        const button = event.target.closest?.("button");
        if (!button || plain || !find("stage")?.isConnected || !root().contains(button)) {
            return;
        }
        if (button.matches("[data-redact-touch]")) {
            touch = !touch;
            button.setAttribute("aria-pressed", String(touch));
            find("stage").classList.toggle("is-drawing", touch);
        } else if (button.matches("[data-redact-cancel]")) {
            cancel();
        } else if (button.name === "do" && (button.value === "area" || button.value.startsWith("remove:"))) {
            event.preventDefault();
            send(button.value);
        }
    });
    window.addEventListener("resize", () => find("stage") && show());
    begin();
})();
