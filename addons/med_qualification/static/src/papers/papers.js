/* Shows what was chosen, says what is wrong before it travels, sends once. Without it
   the page works as plain forms. */
(function () {
    "use strict";
    const LIMIT = 20 * 1024 * 1024;

    function filesOf(form) {
        return [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    }

    function show(form) {
        const list = form.querySelector(".chosen");
        list.replaceChildren(
            ...filesOf(form).map((file) => {
                const item = document.createElement("li");
                if (/^image\//.test(file.type)) {
                    const picture = document.createElement("img");
                    picture.alt = file.name;
                    picture.src = URL.createObjectURL(file);
                    picture.onload = () => URL.revokeObjectURL(picture.src);
                    item.append(picture);
                }
                item.append(file.name);
                return item;
            })
        );
        complain(form, filesOf(form).some((file) => file.size > LIMIT) && "large");
    }

    function complain(form, what) {
        const place = form.querySelector(".problem");
        place.hidden = !what;
        place.textContent = what ? place.dataset[what] : "";
        return Boolean(what);
    }

    document.addEventListener("change", (ev) => {
        if (ev.target.matches(".send input[type=file]")) {
            show(ev.target.form);
        }
    });

    document.addEventListener("submit", (ev) => {
        const form = ev.target;
        if (form.matches(".send")) {
            const files = filesOf(form);
            const what = !files.length ? "none" : files.some((f) => f.size > LIMIT) && "large";
            if (complain(form, what)) {
                ev.preventDefault();
                return;
            }
        }
        const button = form.querySelector("button[type=submit]");
        if (form.dataset.sent) {
            ev.preventDefault();
        }
        form.dataset.sent = "yes";
        button.disabled = true;
        button.textContent = button.dataset.busy;
    });
})();
