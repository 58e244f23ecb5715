import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The limit formula as a table: each term with its numbers, the lowest one marked. */
export class CreditFormulaField extends Component {
    static template = "med_credit.CreditFormulaField";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    amount(row) {
        if (row.amount === null || row.amount === undefined) {
            return "–";
        }
        const currency = this.props.record.data.currency_id;
        return formatMonetary(row.amount, { currencyId: currency && currency.id });
    }
}

registry.category("fields").add("med_credit_formula", {
    component: CreditFormulaField,
    displayName: _t("Limit Formula"),
    supportedTypes: ["json"],
});
