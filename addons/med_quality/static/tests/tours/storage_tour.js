import { registry } from "@web/core/registry";

function enter(code, name, value) {
    return {
        content: `${name} of ${code}`,
        trigger: `.o_med_storage_round [data-area='${code}'] input[name='${name}']`,
        run: `edit ${value}`,
    };
}

registry.category("web_tour.tours").add("med_storage_round", {
    steps: () => [
        enter("A", "temperature", "21.5"),
        enter("A", "humidity", "55"),
        enter("B", "temperature", "20"),
        enter("B", "humidity", "50"),
        enter("D", "temperature", "19"),
        enter("D", "humidity", "52"),
        enter("C1", "temperature", "12.5"),
        {
            content: "It says at once that this is out of limits",
            trigger: ".o_med_storage_round [data-area='C1'].border-danger",
        },
        {
            content: "Save",
            trigger: ".o_med_storage_round button[name='save']",
            run: "click",
        },
        {
            content: "Goods are on hold",
            trigger: ".o_med_storage_round .alert-danger",
        },
    ],
});

registry.category("web_tour.tours").add("med_storage_excursion_release", {
    steps: () => [
        {
            content: "The lot that lay there is listed",
            trigger: "div[name='line_ids'] .o_data_row:contains('LOT-COLD')",
        },
        {
            content: "Say what it was judged on",
            trigger: "div[name='assessment'] textarea",
            run: "edit The maker allows 24 hours up to 15 degrees",
        },
        {
            content: "Choose the cause",
            trigger: "div[name='cause'] .o_select_menu_toggler",
            run: "click",
        },
        {
            content: "The door was open",
            trigger: ".o_select_menu_item:contains('Door open')",
            run: "click",
        },
        {
            content: "Release",
            trigger: "button[name='action_release']",
            run: "click",
        },
        {
            content: "It is released",
            trigger: ".o_statusbar_status button[data-value='released'].o_arrow_button_current",
        },
    ],
});
