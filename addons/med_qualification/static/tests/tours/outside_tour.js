import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("med_document_pack", {
    steps: () => [
        {
            content: "what is missing is named before printing",
            trigger: ".alert-warning:contains(Tour bare)",
        },
        { trigger: ".o_data_row:contains(Tour plate), .o_data_row:contains(Certificate)" },
        { trigger: ".o_statusbar_buttons button[name=action_issue]", run: "click" },
        {
            content: "given out: the file can be downloaded again",
            trigger: ".o_statusbar_buttons button[name=action_download]",
        },
        { trigger: ".o_arrow_button_current:contains(Issued)" },
    ],
});

tours.add("med_upload_accept", {
    steps: () => [
        {
            content: "the photo is at the left",
            trigger: ".o_med_file_preview img",
        },
        { trigger: ".o_field_widget[name=number] input", run: "edit X-2026" },
        { trigger: ".o_statusbar_buttons button[name=action_accept]", run: "click" },
        {
            content: "the draft paper opens with the photo beside it",
            trigger: ".o_statusbar_buttons button[name=action_submit]",
        },
        { trigger: ".o_field_widget[name=number] input:value(X-2026)" },
        { trigger: ".o_med_file_preview img" },
    ],
});
