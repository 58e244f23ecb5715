import { registry } from "@web/core/registry";

// the would-be stops of trial mode, their document, and the share that would pass today
registry.category("web_tour.tours").add("med_base_trial_list", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell[name=message]:contains('no device class')" },
        { trigger: ".o_data_row .o_data_cell[name=check_name]:contains('Device without a class')" },
        { trigger: ".o_data_row button[name=action_open_document]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=order_line]:contains('Gate test unclassed device')" },
    ],
});

registry.category("web_tour.tours").add("med_base_trial_share", {
    steps: () => [
        { trigger: ".o_data_row:contains('Device without a class') button[name=action_open_trial_stopped]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Would be stopped today')" },
        { trigger: ".o_data_row .o_data_cell[name=res_name]" },
        { trigger: ".o_data_row button[name=action_open_document]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=order_line]" },
    ],
});
