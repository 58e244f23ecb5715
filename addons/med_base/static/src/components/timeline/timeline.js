import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    submitted: "fa-paper-plane text-info",
    approved: "fa-check text-success",
    merged: "fa-check text-success",
    returned: "fa-reply text-warning",
    rejected: "fa-times text-danger",
    withdrawn: "fa-undo text-muted",
    escalated: "fa-bell text-warning",
    voided: "fa-ban text-danger",
    waiting: "fa-hourglass-half text-primary",
    ahead: "fa-circle-o text-muted",
};

/** Who did what on a document, what is waited for, what comes. */
export class Timeline extends Component {
    static template = "med_base.Timeline";
    static props = { entries: { type: Array } };

    icon(entry) {
        return ICONS[entry.kind] || "fa-circle-o";
    }

    time(text) {
        return text ? formatDateTime(deserializeDateTime(text)) : "";
    }

    label(entry) {
        if (entry.kind === "waiting") {
            return _t("Waiting");
        }
        return entry.kind === "ahead" ? _t("Later") : entry.label;
    }
}

export class TimelineField extends Component {
    static template = "med_base.TimelineField";
    static components = { Timeline };
    static props = { ...standardFieldProps };

    get entries() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("med_timeline", {
    component: TimelineField,
    displayName: _t("Approval Timeline"),
    supportedTypes: ["json"],
});
