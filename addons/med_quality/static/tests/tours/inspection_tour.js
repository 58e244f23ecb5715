import { registry } from "@web/core/registry";

const line = (lot) => `.o_med_inspection_line[data-lot='${lot}']`;

// fifty lines preset, two exceptions tapped, one signature
registry.category("web_tour.tours").add("med_inspection_tablet", {
    steps: () => [
        { trigger: ".o_med_inspection_card:contains('Test supplier')", run: "click" },
        { trigger: ".o_med_inspection_count_pass:contains('50')" },
        { trigger: `${line("T-07")} .o_med_inspection_row`, run: "click" },
        { trigger: `${line("T-07")} .o_med_inspection_reject`, run: "click" },
        { trigger: `${line("T-07")} .o_med_inspection_problems:contains('reason')` },
        { trigger: `${line("T-07")} .o_med_inspection_reasons button:contains('Lot differs')`, run: "click" },
        { trigger: `${line("T-07")}[data-result=fail]:not(.o_med_open)` },
        { trigger: ".o_med_inspection_search", run: "edit T-21" },
        { trigger: `${line("T-21")} .o_med_inspection_row`, run: "click" },
        { trigger: `${line("T-21")} .o_med_inspection_rejected`, run: "edit 3 && press Tab" },
        {
            trigger: `${line("T-21")}[data-result=part] .o_med_inspection_reasons button:contains('Fewer pieces')`,
            run: "click",
        },
        { trigger: `${line("T-21")}[data-result=part]:not(.o_med_open)` },
        { trigger: ".o_med_inspection_count_fail:contains('2')" },
        { trigger: ".o_med_inspection_sign:enabled", run: "click" },
        { trigger: ".modal-footer .btn-primary:contains('Sign')", run: "click" },
        { trigger: ".o_med_inspection_signed:contains('Inspector')" },
    ],
});
