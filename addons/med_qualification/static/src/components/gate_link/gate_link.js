import {GatePanelField} from "@med_base/components/gate_panel/gate_panel";
import {patch} from "@web/core/utils/patch";

patch(GatePanelField.prototype, {
    /** A paper of another party that is missing: they may send it themselves. */
    canSendLink(finding) {
        return (
            finding.mark !== "waived" &&
            finding.next_action === "add_paper" &&
            finding.subject_model === "res.partner" &&
            !finding.check.startsWith("own_")
        );
    },
});
