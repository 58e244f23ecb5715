import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("med_nonconformity_return", {
    steps: () => [
        {
            content: "The case is contained; the decision goes to approval",
            trigger: "button[name='action_submit']",
            run: "click",
        },
        {
            content: "Approve it",
            trigger: "button[name='action_approval_approve']",
            run: "click",
        },
        {
            content: "Carry it out",
            trigger: "button[name='action_execute']",
            run: "click",
        },
        {
            content: "The return out of the red zone is ready",
            trigger: ".o_form_view button[name='button_validate']",
            run: "click",
        },
        {
            content: "It has left",
            trigger: ".o_arrow_button_current[data-value='done']",
        },
    ],
});
