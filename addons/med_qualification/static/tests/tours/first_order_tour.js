import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("med_first_order_refused_and_split", {
    steps: () => [
        {
            content: "the panel says what is stopped before any button is pressed",
            trigger: ".o_med_gate_panel .o_med_gate_finding:contains(Tour dressing)",
        },
        { trigger: ".o_med_gate_panel .o_med_gate_finding:contains(Tour monitor)" },
        {
            content: "pressing confirm is refused",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:not(.d-none)",
            run: "click",
        },
        {
            content: "with every reason at once",
            trigger: ".modal .modal-body:contains(Tour dressing):contains(Tour monitor)",
        },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: "body:not(.modal-open) .o_med_gate_split", run: "click" },
        {
            content: "the rest is a sales order",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
        { trigger: ".o_list_renderer:contains(Tour plate):not(:contains(Tour dressing))" },
    ],
});

tours.add("med_first_order_review", {
    steps: () => [
        {
            content: "the paper is at the left",
            trigger: ".o_med_review_files iframe",
        },
        {
            content: "its fields at the right",
            trigger: ".o_med_review_fields:contains(Tour dealer)",
        },
        { trigger: ".o_med_approve", run: "click" },
        {
            content: "the next one opens; here none waits",
            trigger: ".o_med_review_empty",
        },
    ],
});

tours.add("med_first_order_copy_confirmed", {
    steps: () => [
        { trigger: ".o_med_gate_clean" },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]:not(.d-none)",
            run: "click",
        },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)" },
    ],
});

tours.add("med_first_order_delivered", {
    steps: () => [
        { trigger: ".o_med_gate_clean" },
        { trigger: ".o_statusbar_buttons button[name=button_validate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
