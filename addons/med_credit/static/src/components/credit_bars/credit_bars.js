import {registry} from "@web/core/registry";
import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

const CALM = "#8f9fb8";
const BAD = "#dc3545";

/** Bars of a tile: what needs somebody is red, not only another pastel. */
export class CreditBars extends JournalDashboardGraphField {
    getBarChartConfig() {
        const config = super.getBarChartConfig();
        const [bars] = config.data.datasets;
        bars.backgroundColor = this.data[0].values.map((bar) =>
            bar.type === "future" ? BAD : CALM
        );
        bars.maxBarThickness = 56;
        config.options.scales.x.grid.display = false;
        return config;
    }
}

registry.category("fields").add("med_credit_bars", {
    ...journalDashboardGraphField,
    component: CreditBars,
});
