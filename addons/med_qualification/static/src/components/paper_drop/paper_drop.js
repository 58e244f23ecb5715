import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {usePaperUpload} from "./paper_upload";
import {useService} from "@web/core/utils/hooks";

/**
 * Zone of a party or product on which photos and PDFs of its papers are dropped: each
 * file becomes a draft, which opens with the picture beside its fields.
 */
export class PaperDrop extends Component {
    static template = "med_qualification.PaperDrop";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.upload = usePaperUpload();
        this.state = useState({isOver: false, isBusy: false});
    }

    async onDrop(ev) {
        this.state.isOver = false;
        await this.addFiles(ev.dataTransfer.files);
    }

    async onChoose(ev) {
        await this.addFiles(ev.target.files);
        ev.target.value = null;
    }

    async addFiles(files) {
        const record = this.props.record;
        if (!files.length || this.state.isBusy || !(await record.save())) {
            return;
        }
        this.state.isBusy = true;
        try {
            const kept = await this.upload(files);
            if (kept.length) {
                const ids = kept.map((file) => file.id);
                const action = await this.orm.call(record.resModel, "action_med_drop_papers", [
                    [record.resId],
                    ids,
                ]);
                await this.action.doAction(action);
            }
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("view_widgets").add("med_paper_drop", {component: PaperDrop});
