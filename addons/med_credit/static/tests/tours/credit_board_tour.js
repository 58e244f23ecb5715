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

registry.category("web_tour.tours").add("med_credit_newcomer", {
    steps: () => [
        {
            content: "open the list of applications",
            trigger: ".o_navbar_apps_menu button",
            run: "click",
        },
        {
            content: "choose the one for medical devices",
            trigger: ".o-dropdown--menu .o_app[data-menu-xmlid='med_base.menu_med_root']",
            run: "click",
        },
        {
            content: "credit has a menu of its own",
            trigger: "button[data-menu-xmlid='med_credit.menu_med_credit']",
            run: "click",
        },
        {
            content: "its first entry is the board",
            trigger: ".o-dropdown--menu a[data-menu-xmlid='med_credit.menu_med_credit_board']",
            run: "click",
        },
        {
            content: "the tile says what it counts; open it",
            trigger: ".o_kanban_record:has(.o_med_tile_ageing .text-muted)",
            run: "click",
        },
        {
            content: "open the customer",
            trigger: ".o_list_view .o_data_row td:contains('Tour dealer who pays late')",
            run: "click",
        },
        {
            content: "how late, by age of the items",
            trigger: ".o_form_view .o_field_widget[name=ageing]:contains('2,000')",
        },
        {
            content: "the documents behind it",
            trigger: ".o_form_view button[name=action_open_overdue]",
            run: "click",
        },
        {
            content: "the invoice that is late",
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "and back to the customer",
            trigger: ".o_breadcrumb a:contains('Tour dealer who pays late')",
            run: "click",
        },
        {
            content: "the customer again",
            trigger: ".o_form_view button[name=action_request_limit]",
        },
    ],
});
