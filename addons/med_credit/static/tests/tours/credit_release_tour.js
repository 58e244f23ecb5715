import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const finding = ".o_med_gate_finding[data-check=credit_over_limit]";

// the salesperson sees the line and the stop, and asks with reason and promise
tours.add("med_credit_ask", {
    steps: () => [
        { trigger: ".o_med_credit_line .o_med_credit_available:contains('10,000.00')" },
        { trigger: `${finding}[data-mark=block] .o_med_gate_message:contains('5,000.00 too much')` },
        { trigger: `${finding} .o_med_gate_next:contains('Ask for release')`, run: "click" },
        { trigger: ".modal .o_field_widget[name=message]:contains('too much')" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Operation on Friday" },
        { trigger: ".modal .o_field_widget[name=promised_on] input", run: "edit 12/31/2040" },
        { trigger: ".modal button[name=action_ask]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${finding} .o_med_gate_requested` },
    ],
});

// the head of the company decides on the phone: five facts, one tap
tours.add("med_credit_phone", {
    steps: () => [
        { trigger: "[data-fact=customer] dd:contains('Test dealer')" },
        { trigger: "[data-fact=overdue] dd:contains('nothing')" },
        { trigger: "[data-fact=amount] dd:contains('15,000.00')" },
        { trigger: "[data-fact=margin] dd:contains('%')" },
        { trigger: "[data-fact=promise] dd:contains('2040')" },
        { trigger: ".o_med_credit_grant:contains('Release This Order')", run: "click" },
        { trigger: ".o_med_credit_empty:contains('No order waits for you')" },
    ],
});

// the order is confirmed; the panel tells by whom it was released
tours.add("med_credit_confirm", {
    steps: () => [
        { trigger: `${finding}[data-mark=waived] .o_med_gate_message:contains('Released by')` },
        { trigger: "button[name=action_confirm]:not(.d-none)", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Sales Order')" },
    ],
});

// the warehouse delivers it: nobody is stopped a second time
tours.add("med_credit_deliver", {
    steps: () => [
        { trigger: `${finding}[data-mark=waived]` },
        { trigger: "button[name=button_validate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')" },
    ],
});
