import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const WAIVER = "med.gate.waiver";

/** One order that waits for a release on credit: five facts, two buttons, the next one. */
export class CreditRelease extends Component {
    static template = "med_credit.CreditRelease";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.skipped = [];
        this.state = useState({ request: false, waiting: 0, isBusy: false });
        // a link (/odoo/med-credit-release/7) brings the request as resId
        onWillStart(() => this.load(this.props.action.params?.waiver_id || this.props.resId || false));
    }

    get request() {
        return this.state.request;
    }

    async load(waiverId) {
        const data = await this.orm.call(WAIVER, "credit_release_data", [], {
            waiver_id: waiverId,
            skip_ids: this.skipped,
        });
        Object.assign(this.state, data);
        this.env.config.setDisplayName(data.request ? data.request.title : _t("Releases on Credit"));
    }

    async decide(method, text) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            const { ids, title } = this.request;
            const action = await this.orm.call(WAIVER, method, [[ids[0]]]);
            if (action?.type) {
                await this.action.doAction(action, { onClose: () => this.next(false) });
                return;
            }
            this.notification.add(`${title}: ${text}`, { type: "success" });
            await this.next(false);
        } finally {
            this.state.isBusy = false;
        }
    }

    release() {
        return this.decide("action_open_grant", _t("Released"));
    }

    refuse() {
        return this.decide("action_credit_refuse", _t("Refused"));
    }

    async next(isPutOff = true) {
        if (isPutOff) {
            this.skipped.push(...this.request.ids);
        }
        await this.load(false);
        if (!this.request && this.skipped.length) {
            // all were looked at: begin again with the first
            this.skipped = [];
            await this.load(false);
        }
    }

    openDocument() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.request.res_model,
            res_id: this.request.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("med_credit_release", CreditRelease);
