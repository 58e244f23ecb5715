import { registry } from "@web/core/registry";

// the auditor verifies the chain, and again
registry.category("web_tour.tours").add("med_base_ledger_intact", {
    steps: () => [
        { trigger: ".modal button[name=action_verify]", run: "click" },
        { trigger: ".modal .alert-success:contains('The ledger is intact')" },
        { trigger: ".modal .o_field_widget[name=entry_count]:not(:contains(/^0$/))" },
        { trigger: ".modal button[name=action_verify]:contains('Verify Again')", run: "click" },
        { trigger: ".modal .alert-success:contains('The ledger is intact')" },
    ],
});

// somebody went round the trigger: the screen leads to the entry and its neighbours
registry.category("web_tour.tours").add("med_base_ledger_broken", {
    steps: () => [
        { trigger: ".modal button[name=action_verify]", run: "click" },
        { trigger: ".modal .alert-danger:contains('The ledger is not intact')" },
        { trigger: ".modal button[name=action_open_first_broken]", run: "click" },
        { trigger: ".o_list_view .o_data_row .o_data_cell[name=facts_line]:contains('forged')", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=facts]:contains('forged')" },
    ],
});
