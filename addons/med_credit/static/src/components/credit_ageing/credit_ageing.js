import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { Component } from "@odoo/owl";

/** Bars of what is open by age; each opens its items. */
export class CreditAgeing extends Component {
    static template = "med_credit.CreditAgeing";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    amount(row) {
        return formatMonetary(row.amount, { currencyId: this.props.record.data.currency_id?.id });
    }

    async open(row) {
        const { resModel, resId } = this.props.record;
        if (row.amount && resId) {
            this.action.doAction(await this.orm.call(resModel, "action_open_bucket", [[resId], row.key]));
        }
    }
}

registry.category("fields").add("med_credit_ageing", {
    component: CreditAgeing,
    supportedTypes: ["json"],
});
