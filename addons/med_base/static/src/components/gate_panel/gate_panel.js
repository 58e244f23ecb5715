import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import {
    VISIBLE_LINES,
    countLines,
    groupFindings,
    headlineOf,
    refind,
} from "./gate_panel_model";

const MARKS = {
    block: { label: _t("Stopped"), badge: "text-bg-danger" },
    trial: { label: _t("Would be stopped"), badge: "text-bg-secondary" },
    warn: { label: _t("Reminder"), badge: "text-bg-warning" },
    waived: { label: _t("Waived"), badge: "text-bg-success" },
};

/** What the gate says about the document, with one next step for each finding. */
export class GatePanelField extends Component {
    static template = "med_base.GatePanelField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ expanded: false, busy: false });
    }

    get panel() {
        return this.props.record.data[this.props.name] || {};
    }

    get groups() {
        return groupFindings(this.panel.findings);
    }

    get shownGroups() {
        return this.state.expanded ? this.groups : this.groups.slice(0, VISIBLE_LINES);
    }

    get hiddenCount() {
        return Math.max(this.groups.length - VISIBLE_LINES, 0);
    }

    get moreLabel() {
        return this.state.expanded
            ? _t("Show less")
            : _t("Show all (%s)", this.groups.length);
    }

    get hasFindings() {
        return Boolean(this.panel.findings?.length);
    }

    get isClean() {
        return Boolean(this.panel.judged) && !this.hasFindings;
    }

    get headline() {
        return headlineOf(this.panel, this.groups);
    }

    /** Bootstrap colour of the frame: the gravest finding decides. */
    get tone() {
        if (countLines(this.groups, "block")) {
            return "danger";
        }
        if (countLines(this.groups, "warn")) {
            return "warning";
        }
        return countLines(this.groups, "trial") ? "secondary" : "success";
    }

    get canSplit() {
        return Boolean(this.panel.can_split);
    }

    markLabel(mark) {
        return MARKS[mark].label;
    }

    markBadge(mark) {
        return MARKS[mark].badge;
    }

    /** Forbidden by law: the lock is shown where something is, or would be, held up. */
    isLocked(finding) {
        const lawful = finding.is_statutory ?? !finding.waivable;
        return lawful && ["block", "trial"].includes(finding.mark);
    }

    hasButton(finding) {
        return (
            finding.mark !== "waived" &&
            !finding.requested &&
            Boolean(finding.next_label) &&
            finding.next_action !== "none"
        );
    }

    /** A company rule can be waived, whatever its first next step is. */
    canAskRelease(finding) {
        return (
            finding.mark === "block" &&
            finding.waivable &&
            !finding.requested &&
            finding.next_action !== "request_release"
        );
    }

    /** Saves first: the server judges what is stored, and new lines need their ids. */
    async onNext(finding, method = "action_gate_next") {
        await this.run(async (record) => {
            const current = refind(this.panel.findings, finding);
            if (!current) {
                this.notification.add(_t("This finding is settled."), { type: "success" });
                return;
            }
            return this.orm.call(record.resModel, method, [
                [record.resId],
                current.check,
                current.line_id || false,
            ]);
        });
    }

    async onSplit() {
        await this.run((record) =>
            this.orm.call(record.resModel, "action_gate_split", [[record.resId]])
        );
    }

    async run(callback) {
        const record = this.props.record;
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if ((record.isNew || record.dirty) && !(await record.save())) {
                return;
            }
            await this.follow(await callback(record));
        } finally {
            this.state.busy = false;
        }
    }

    /** Runs the returned action, and shows the fresh judgement afterwards. */
    async follow(action) {
        const reload = () => this.props.record.load();
        if (action && typeof action === "object") {
            await this.action.doAction(action, { onClose: reload });
        } else {
            await reload();
        }
    }

    toggle() {
        this.state.expanded = !this.state.expanded;
    }
}

export const gatePanelField = {
    component: GatePanelField,
    displayName: _t("Compliance gate panel"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("med_gate_panel", gatePanelField);
