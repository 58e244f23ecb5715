import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Drop one picture on an element, as a hand with a mouse would. */
function drop(name) {
    return async ({anchor}) => {
        const bytes = await (await fetch("/web/static/img/placeholder.png")).arrayBuffer();
        const data = new DataTransfer();
        data.items.add(new File([bytes], name, {type: "image/png"}));
        anchor.dispatchEvent(new DragEvent("drop", {bubbles: true, dataTransfer: data}));
    };
}

// every step that a hand makes: one drop, seven entries, four clicks
tours.add("med_licence_dropped_typed_submitted", {
    steps: () => [
        {
            content: "the picture falls on the party",
            trigger: ".o_form_view .o_med_paper_drop",
            run: drop("三类医疗器械经营许可证.png"),
        },
        {
            content: "it stands beside the fields, its type is known from its name",
            trigger: ".o_med_file_preview img.o_med_file_picture",
        },
        {trigger: ".o_field_widget[name=type_id] input:value(Operating Licence)"},
        {
            content: "the holder is the party",
            trigger: ".o_field_widget[name=holder_name] input:value(Tour dealer)",
        },
        {
            trigger: ".o_field_widget[name=number] input",
            run: "edit 苏苏药监械经营许20239105号 && press Tab",
        },
        {
            content: "the office is proposed from an earlier paper",
            trigger: ".o_field_widget[name=issuer] input:value(Suzhou office)",
        },
        {
            trigger: ".o_field_widget[name=date_issued] input, .o_field_widget[name=date_issued] button",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=date_issued] input",
            run: "edit 2024-01-05 && press Enter",
        },
        {
            content: "first and last day are proposed: five years",
            trigger: ".o_field_widget[name=date_valid_to]:has(:value(2029)), .o_field_widget[name=date_valid_to]:contains(2029)",
        },
        {
            trigger: ".o_field_widget[name=legal_representative] input",
            run: "edit 韩雪梅 && press Tab",
        },
        {
            trigger: ".o_field_widget[name=business_mode] input, .o_field_widget[name=business_mode] select",
            run: "click",
        },
        {trigger: ".o_select_menu_item:contains(/^Wholesale$/)", run: "click"},
        {
            trigger: ".o_field_widget[name=scope_text] textarea",
            run: "edit 2017年分类目录:04骨科手术器械,13无源植入器械,14注输、护理和防护器械 && press Tab",
        },
        {trigger: "button[name=action_apply_scope]", run: "click"},
        {
            content: "what was understood stands in the table",
            trigger: ".o_field_widget[name=scope_ids] .o_data_row:contains(13)",
        },
        {trigger: ".o_statusbar_buttons button[name=action_submit]", run: "click"},
        {trigger: ".o_statusbar_status .o_arrow_button_current:contains(Under Review)"},
    ],
});

tours.add("med_versions_side_by_side", {
    steps: () => [
        {trigger: ".o_statusbar_buttons button[name=action_compare]", run: "click"},
        {
            content: "what changed is marked",
            trigger: ".modal tr.table-warning:contains(2021-06-30):contains(2026-06-30)",
        },
        {
            content: "what stayed is not",
            trigger: ".modal tr:not(.table-warning):contains(Test office)",
        },
        {
            content: "both pictures are in sight",
            trigger: ".modal:has([name=left_files] iframe):has([name=right_files] iframe)",
        },
        {
            content: "only the differences",
            trigger: ".modal .o_field_widget[name=only_differences] input",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=table]:not(:contains(Test office)):contains(2026-06-30)"},
        {trigger: ".modal footer button:contains(Close)", run: "click"},
        {trigger: "body:not(.modal-open) .o_form_view"},
    ],
});
