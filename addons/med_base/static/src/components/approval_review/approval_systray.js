import { Component, onMounted, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

const PAUSE = 60000;

/** How many documents wait for the user; a click opens the first. */
export class ApprovalSystray extends Component {
    static template = "med_base.ApprovalSystray";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0 });
        this.isOurs = false;
        this.lastLook = 0;
        onMounted(async () => {
            this.isOurs = await user.hasGroup("med_base.group_med_user");
            await this.look();
        });
        useBus(this.env.bus, "MED_APPROVALS:CHANGED", () => this.look());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => {
            if (Date.now() - this.lastLook > PAUSE) {
                this.look();
            }
        });
    }

    async look() {
        if (!this.isOurs) {
            return;
        }
        this.lastLook = Date.now();
        this.state.count = await this.orm.silent.call(
            "med.approval.request",
            "waiting_count",
            []
        );
    }

    open() {
        return this.action.doAction("med_base.med_approval_review_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("systray")
    .add("med_base.approvals", { Component: ApprovalSystray }, { sequence: 22 });
