import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const INSPECTION = "med.inspection";
const LINE = "med.inspection.line";
const CHECK = "med.inspection.check";

/** A receipt under inspection on a tablet: all preset, exceptions tapped, one signature. */
export class InspectionScreen extends Component {
    static template = "med_quality.InspectionScreen";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({
            waiting: [],
            inspection: false,
            reasons: [],
            openId: 0,
            text: "",
            onlyOpen: false,
            isBusy: false,
            signed: "",
        });
        onWillStart(() => this.load(this.props.action.params?.inspection_id || this.props.resId || false));
    }

    get inspection() {
        return this.state.inspection;
    }

    get lines() {
        const text = this.state.text.trim().toLowerCase();
        return this.inspection.lines.filter(
            (line) =>
                (!text || `${line.product} ${line.lot}`.toLowerCase().includes(text)) &&
                (!this.state.onlyOpen || line.result !== "pass" || line.problems.length)
        );
    }

    get counts() {
        const counts = { pass: 0, fail: 0, open: 0 };
        for (const line of this.inspection.lines) {
            if (line.problems.length || !line.result) {
                counts.open += 1;
            } else {
                counts[line.result === "pass" ? "pass" : "fail"] += 1;
            }
        }
        return counts;
    }

    number(value) {
        return String(Math.round(value * 1000) / 1000);
    }

    async load(inspectionId) {
        const data = await this.orm.call(INSPECTION, "screen_data", [], {
            inspection_id: inspectionId,
        });
        Object.assign(this.state, data, { openId: 0, text: "", onlyOpen: false });
        this.env.config.setDisplayName(data.inspection ? data.inspection.name : _t("Inspections"));
    }

    back() {
        this.state.signed = "";
        return this.load(false);
    }

    open(line) {
        this.state.openId = this.state.openId === line.id ? 0 : line.id;
    }

    /** Enter something; the server answers with the line as it is now. */
    async enter(line, model, id, method, args) {
        this.state.isBusy = true;
        try {
            const answer = await this.orm.call(model, method, [[id], ...args]);
            Object.assign(line, answer.line);
            this.inspection.version = answer.version;
        } finally {
            this.state.isBusy = false;
        }
    }

    tap(line, vals) {
        return this.enter(line, LINE, line.id, "screen_tap", [vals]);
    }

    accept(line) {
        return this.tap(line, { result: "pass", reason_id: false });
    }

    reject(line) {
        return this.tap(line, { result: "fail" });
    }

    reason(line, reason) {
        const vals = { reason_id: reason.id };
        if (!["fail", "part"].includes(line.result)) {
            vals.result = "fail";
        }
        return this.tap(line, vals);
    }

    quantity(line, ev) {
        const value = parseFloat(ev.target.value);
        if (!Number.isFinite(value)) {
            ev.target.value = this.number(line.rejected);
            return;
        }
        return this.tap(line, { rejected_quantity: value });
    }

    change(line, name, ev) {
        return this.tap(line, { [name]: ev.target.value || false });
    }

    noExpiry(line, ev) {
        return this.tap(line, { has_no_expiry: ev.target.checked });
    }

    check(line, check, vals) {
        return this.enter(line, CHECK, check.id, "screen_tap", [vals]);
    }

    measure(line, check, ev) {
        const value = parseFloat(ev.target.value);
        return Number.isFinite(value) ? this.check(line, check, { value }) : undefined;
    }

    async photo(line, ev) {
        const file = ev.target.files[0];
        if (!file) {
            return;
        }
        const url = await new Promise((resolve, reject) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result);
            reader.onerror = () => reject(reader.error);
            reader.readAsDataURL(file);
        });
        ev.target.value = "";
        await this.enter(line, LINE, line.id, "screen_photo", [file.name, url.split(",")[1] || ""]);
    }

    sign() {
        const { pass, fail } = this.counts;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Sign"),
            body: _t("%(pass)s accepted, %(fail)s rejected. You sign with your login, now.", { pass, fail }),
            confirmLabel: _t("Sign"),
            confirm: () => this.doSign(),
            cancelLabel: _t("Back"),
            cancel: () => {},
        });
    }

    async doSign() {
        this.state.isBusy = true;
        const { id, name, version } = this.inspection;
        try {
            await this.orm.call(INSPECTION, "action_sign", [[id]], { version });
            await this.load(id);
            this.state.signed = name;
        } catch (error) {
            await this.load(id);
            throw error;
        } finally {
            this.state.isBusy = false;
        }
    }

    openForm() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: INSPECTION,
            res_id: this.inspection.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("med_inspection_screen", InspectionScreen);
