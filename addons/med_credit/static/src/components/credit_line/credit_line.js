import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What the customer may still order and what is late; each figure opens its documents. */
export class CreditLineField extends Component {
    static template = "med_credit.CreditLineField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get line() {
        return this.props.record.data[this.props.name] || false;
    }

    async open(kind) {
        const action = await this.orm.call("med.credit.account", "action_open_line", [this.line.partner_id, kind]);
        await this.action.doAction(action);
    }
}

export const creditLineField = {
    component: CreditLineField,
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("med_credit_line", creditLineField);
