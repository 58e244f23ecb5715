import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const READING = "med.storage.reading";
const NUMBER = /^-?\d{1,3}([.,]\d{1,2})?$/;

/** Readings of all rooms on one screen: type, Enter, type, Enter, save. */
export class StorageRound extends Component {
    static template = "med_quality.StorageRound";
    static components = { DateTimeInput };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ areas: [], isBusy: false, isLate: false, at: false, reason: "", done: false });
        onWillStart(() => this.load());
        onMounted(() => this.root.el.querySelector("input.o_med_reading")?.focus());
    }

    async load() {
        const { areas } = await this.orm.call("med.storage.area", "round_data", []);
        this.state.areas = areas.map((area) => ({ ...area, values: { temperature: "", humidity: "" }, error: "" }));
    }

    text(limits, unit) {
        return limits ? `${limits[0]} – ${limits[1]} ${unit}` : "";
    }

    last(area) {
        if (!area.last) {
            return _t("not read yet");
        }
        const at = formatDateTime(deserializeDateTime(area.last.at.replace("T", " ")), { format: "MM-dd HH:mm" });
        const parts = [
            area.last.temperature === null ? "" : `${area.last.temperature} °C`,
            area.last.humidity === null ? "" : `${area.last.humidity} %`,
        ];
        return `${at}  ${parts.filter(Boolean).join(" · ")}`;
    }

    number(text) {
        return NUMBER.test(text.trim()) ? Number(text.trim().replace(",", ".")) : null;
    }

    tone(area, kind) {
        const text = area.values[kind];
        if (!text.trim()) {
            return "";
        }
        const value = this.number(text);
        const limits = area[kind];
        if (value === null) {
            return "is-invalid";
        }
        return limits && (value < limits[0] || value > limits[1]) ? "is-invalid text-danger fw-bold" : "is-valid";
    }

    isOut(area) {
        return ["temperature", "humidity"].some((kind) => {
            const value = this.number(area.values[kind]);
            return value !== null && area[kind] && (value < area[kind][0] || value > area[kind][1]);
        });
    }

    onKey(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        const inputs = [...this.root.el.querySelectorAll("input.o_med_reading")];
        const next = inputs[inputs.indexOf(ev.target) + 1];
        next ? next.focus() : this.save();
    }

    setLate(value) {
        this.state.at = value;
    }

    get rows() {
        return this.state.areas.filter((area) => area.values.temperature.trim() || area.values.humidity.trim());
    }

    async save() {
        const areas = this.rows;
        const wrong = areas.find((area) =>
            ["temperature", "humidity"].some((kind) => area.values[kind].trim() && this.number(area.values[kind]) === null)
        );
        if (this.state.isBusy || !areas.length || wrong) {
            this.notification.add(wrong ? _t("%s: this is no number.", wrong.name) : _t("Nothing has been entered."), {
                type: "warning",
            });
            return;
        }
        this.state.isBusy = true;
        try {
            const result = await this.orm.call(READING, "record_round", [areas.map((area) => this.row(area))]);
            await this.show(areas, result);
        } finally {
            this.state.isBusy = false;
        }
    }

    row(area) {
        const row = { area: area.id };
        for (const kind of ["temperature", "humidity"]) {
            if (area.values[kind].trim()) {
                row[kind] = this.number(area.values[kind]);
            }
        }
        if (this.state.isLate && this.state.at) {
            row.read_at = serializeDateTime(this.state.at);
            row.reason = this.state.reason;
        }
        return row;
    }

    async show(areas, result) {
        if (result.refused.length) {
            for (const refused of result.refused) {
                areas[refused.row].error = refused.message;
            }
        }
        if (result.accepted) {
            this.notification.add(_t("%s readings recorded.", result.accepted), { type: "success" });
        }
        const kept = result.refused.map((refused) => areas[refused.row]);
        await this.load();
        for (const area of kept) {
            const fresh = this.state.areas.find((a) => a.id === area.id);
            Object.assign(fresh, { values: area.values, error: area.error });
        }
        this.state.done = result.excursions.length ? result.excursions : false;
    }

    openExcursions() {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Excursions"),
            res_model: "med.storage.excursion",
            views: [[false, "list"], [false, "form"]],
            domain: [["id", "in", this.state.done]],
        });
    }
}

registry.category("actions").add("med_storage_round", StorageRound);
