import { registry } from "@web/core/registry";

const title = (text) => `.o_med_review_head h2:contains("${text}")`;

registry.category("web_tour.tours").add("med_base_approval_review", {
    steps: () => [
        { content: "the first waiting one is open", trigger: title("Paper A") },
        { content: "the count is in the bar", trigger: ".o_med_approval_systray .badge:contains(2)" },
        { content: "its picture is at the left", trigger: ".o_med_review_picture img", run: "click" },
        {
            content: "a click enlarges it",
            trigger: ".o_med_review_picture img[style*='150%']",
        },
        { content: "a warning stands above the facts", trigger: ".alert:contains(Look twice)" },
        {
            content: "the changed price shows its value before",
            trigger: ".o_med_changed[data-path=price] .o_med_previous:contains(10.00)",
        },
        {
            content: "the steps are told",
            trigger: ".o_med_timeline li[data-kind=waiting]:contains(First Review)",
        },
        { content: "approve", trigger: ".o_med_approve", run: "click" },
        { content: "the next one opens by itself", trigger: title("Paper B") },
        { content: "return it", trigger: ".o_med_return", run: "click" },
        { content: "without a reason nothing happens", trigger: ".o_med_confirm", run: "click" },
        { content: "say why", trigger: ".o_med_reason", run: "edit Seal missing" },
        { content: "now it goes", trigger: ".o_med_confirm", run: "click" },
        { content: "nothing is left", trigger: ".o_med_review_empty:contains(Nothing waits)" },
    ],
});
