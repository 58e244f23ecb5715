import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("med_credit_board", {
    steps: () => [
        {
            content: "the tile of customers over their limit counts one",
            trigger: ".o_kanban_record:has(.o_med_tile_over_limit) .text-danger",
        },
        {
            content: "overdue is drawn by age",
            trigger: ".o_med_tile_ageing canvas",
        },
        {
            content: "open who is over the limit",
            trigger: ".o_kanban_record .o_med_tile_over_limit",
            run: "click",
        },
        {
            content: "exactly these customers",
            trigger: ".o_list_view .o_data_row:contains('Tour dealer over its limit')",
        },
    ],
});

registry.category("web_tour.tours").add("med_credit_mine", {
    steps: () => [
        {
            content: "what my customer may still order",
            trigger: ".o_kanban_record:contains('Tour dealer of mine'):contains('3,000')",
        },
        {
            content: "what is overdue opens its documents",
            trigger: ".o_kanban_record:contains('Tour dealer of mine') a[name=action_open_overdue]",
            run: "click",
        },
        {
            content: "the open items",
            trigger: ".o_list_view .o_data_row",
        },
    ],
});
