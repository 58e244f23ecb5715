import { Component, onMounted, onWillStart, onWillUnmount, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLOURS = { temperature: "#0d6efd", humidity: "#198754", limit: "#dc3545" };

/** The curve of a storage area with its limits; red where it was outside. */
export class StorageChart extends Component {
    static template = "med_quality.StorageChart";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.state = useState({ days: 7, kind: "temperature", isEmpty: false, hasHumidity: false });
        onWillStart(async () => {
            await loadBundle("web.chartjs_lib");
            await this.load(this.props);
        });
        onMounted(() => this.draw());
        onWillUpdateProps(async (props) => {
            if (this.areaOf(props) !== this.areaId) {
                await this.load(props);
                this.draw();
            }
        });
        onWillUnmount(() => this.chart?.destroy());
    }

    get choices() {
        return [
            [1, _t("Day")],
            [7, _t("Week")],
            [30, _t("Month")],
            [365, _t("Year")],
        ];
    }

    areaOf(props) {
        const { record, name } = props;
        return name === "id" ? record.resId : record.data[name]?.id;
    }

    async load(props) {
        this.areaId = this.areaOf(props);
        const end = this.end(props);
        this.data = this.areaId
            ? await this.orm.call("med.storage.area", "chart_data", [[this.areaId]], { days: this.state.days, until: end })
            : { points: [], limits: {}, excursions: [] };
        this.state.hasHumidity = this.data.points.some((point) => point.humidity);
        this.state.isEmpty = !this.data.points.some((point) => point[this.state.kind]);
    }

    /** An excursion shows the time around it, an area the time up to now. */
    end(props) {
        const { end_at, begin_at } = props.record.data;
        const moment = end_at || begin_at;
        return moment ? moment.plus({ days: this.state.days / 2 }).toUTC().toFormat("yyyy-MM-dd HH:mm:ss") : null;
    }

    async choose(days) {
        this.state.days = days;
        await this.load(this.props);
        this.draw();
    }

    async show(kind) {
        this.state.kind = kind;
        await this.load(this.props);
        this.draw();
    }

    line(label, values, color, options = {}) {
        return {
            label, data: values, borderColor: color, backgroundColor: color,
            borderWidth: 2, pointRadius: 0, tension: 0.2, ...options,
        };
    }

    draw() {
        this.chart?.destroy();
        if (!this.canvas.el || this.state.isEmpty) {
            return;
        }
        const { kind } = this.state;
        const points = this.data.points.filter((point) => point[kind]);
        const color = COLOURS[kind];
        const few = points.length < 80;
        const datasets = [
            this.line(_t("Mean"), points.map((p) => p[kind][1]), color, {
                pointRadius: points.map((p) => (p.is_out ? 3 : few ? 2 : 0)),
                pointBackgroundColor: points.map((p) => (p.is_out ? COLOURS.limit : color)),
            }),
            this.line(_t("Highest"), points.map((p) => p[kind][2]), color + "55", { borderWidth: 1 }),
            this.line(_t("Lowest"), points.map((p) => p[kind][0]), color + "55", { borderWidth: 1 }),
        ];
        for (const limit of this.data.limits[kind] || []) {
            const dashed = { borderDash: [6, 4], borderWidth: 1 };
            datasets.push(this.line(_t("Limit"), points.map(() => limit), COLOURS.limit, dashed));
        }
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { labels: points.map((p) => this.label(p.at)), datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { display: false } },
                scales: { x: { ticks: { maxTicksLimit: 8, maxRotation: 0 } } },
            },
        });
    }

    label(at) {
        const moment = deserializeDateTime(at.replace("T", " "));
        return formatDateTime(moment, { format: this.state.days === 1 ? "HH:mm" : "MM-dd HH:mm" });
    }
}

registry.category("fields").add("med_storage_chart", {
    component: StorageChart,
    supportedTypes: ["integer", "many2one"],
});
