import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("med_credit_limit_ask", {
    steps: () => [
        {
            content: "Ask for another limit on the account",
            trigger: "button[name='action_request_limit']",
            run: "click",
        },
        {
            content: "Enter the limit",
            trigger: ".modal div[name='amount'] input",
            run: "edit 12000",
        },
        {
            content: "Say why",
            trigger: ".modal div[name='reason'] textarea",
            run: "edit Orders doubled",
        },
        {
            content: "Submit",
            trigger: ".modal footer button[name='action_submit']",
            run: "click",
        },
        {
            content: "The account says that a change waits",
            trigger: "body:not(.modal-open) .alert-info div[name='pending_change_count']",
        },
    ],
});

registry.category("web_tour.tours").add("med_credit_limit_approve", {
    steps: () => [
        {
            content: "Approve the change",
            trigger: "button[name='action_approval_approve']",
            run: "click",
        },
        {
            content: "It is in force",
            trigger: ".o_statusbar_status button[data-value='done'].o_arrow_button_current",
        },
    ],
});
