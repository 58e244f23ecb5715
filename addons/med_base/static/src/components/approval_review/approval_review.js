import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Timeline } from "../timeline/timeline";

const REQUEST = "med.approval.request";
const PDF_VIEWER = "/web/static/lib/pdfjs/web/viewer.html?file=";
const ZOOMS = [1, 1.5, 2, 3];

/**
 * One waiting document after the other: its files at the left, its facts at the
 * right, three buttons. After a decision the next one opens.
 */
export class ApprovalReview extends Component {
    static template = "med_base.ApprovalReview";
    static components = { Timeline };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.reasonInput = useRef("reason");
        this.skipped = [];
        this.state = useState({
            request: false,
            waiting: 0,
            file: 0,
            zoom: 0,
            refusal: false,
            reason: "",
            comment: "",
            isBusy: false,
        });
        // a link (/odoo/med-review/7) brings the request as resId
        onWillStart(() => this.load(this.props.action.params?.request_id || this.props.resId || false));
    }

    async load(requestId) {
        const data = await this.orm.call(REQUEST, "review_data", [], {
            request_id: requestId,
            skip_ids: this.skipped,
        });
        Object.assign(this.state, {
            request: data.request,
            waiting: data.waiting,
            file: 0,
            zoom: 0,
            refusal: false,
            reason: "",
            comment: "",
        });
        this.env.config.setDisplayName(data.request ? data.request.title : _t("Review"));
    }

    // --- what is shown --------------------------------------------------------
    get request() {
        return this.state.request;
    }

    get currentFile() {
        return this.request.files[this.state.file];
    }

    get zoomStyle() {
        return `width: ${ZOOMS[this.state.zoom] * 100}%`;
    }

    isPdf(file) {
        return file.mimetype === "application/pdf";
    }

    isPicture(file) {
        return file.mimetype.startsWith("image/");
    }

    viewerUrl(file) {
        return PDF_VIEWER + encodeURIComponent(file.url);
    }

    time(text) {
        return text ? formatDateTime(deserializeDateTime(text)) : "";
    }

    showFile(index) {
        this.state.file = index;
        this.state.zoom = 0;
    }

    toggleZoom() {
        this.state.zoom = (this.state.zoom + 1) % ZOOMS.length;
    }

    // --- deciding ---------------------------------------------------------------
    async call(method, kwargs) {
        const { res_model, res_id } = this.request;
        return this.orm.call(res_model, method, [[res_id]], kwargs);
    }

    async guarded(work) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await work();
        } finally {
            this.state.isBusy = false;
        }
    }

    approve() {
        return this.guarded(async () => {
            const kwargs = { comment: this.state.comment || null };
            if (this.request.needs_signature) {
                return this.sign(kwargs);
            }
            await this.call("action_approve", kwargs);
            await this.done(_t("Approved"));
        });
    }

    async sign(kwargs) {
        const dialog = await this.call("action_med_sign", {
            method: "action_approve",
            ...kwargs,
        });
        await this.action.doAction(dialog, {
            onClose: (infos) => infos?.signed && this.done(_t("Approved")),
        });
    }

    startRefusal(kind) {
        this.state.refusal = kind;
        setTimeout(() => this.reasonInput.el?.focus());
    }

    cancelRefusal() {
        this.state.refusal = false;
    }

    confirmRefusal() {
        const reason = this.state.reason.trim();
        if (!reason) {
            this.reasonInput.el?.focus();
            return;
        }
        return this.guarded(async () => {
            const returned = this.state.refusal === "action_return";
            await this.call(this.state.refusal, { reason });
            await this.done(returned ? _t("Returned") : _t("Rejected"));
        });
    }

    async done(text) {
        this.notification.add(`${this.request.title}: ${text}`, { type: "success" });
        this.env.bus.trigger("MED_APPROVALS:CHANGED");
        await this.loadNext();
    }

    next() {
        this.skipped.push(this.request.id);
        return this.loadNext();
    }

    async loadNext() {
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

registry.category("actions").add("med_approval_review", ApprovalReview);
