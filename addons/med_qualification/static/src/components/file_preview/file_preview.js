import {Many2ManyBinaryField, many2ManyBinaryField} from "@web/views/fields/many2many_binary/many2many_binary_field";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useState} from "@odoo/owl";

const PDF_VIEWER = "/web/static/lib/pdfjs/web/viewer.html?file=";

/**
 * Files of a paper with the picture in sight, so that one types beside it. Files may
 * be dropped on it.
 */
export class FilePreviewField extends Many2ManyBinaryField {
    static template = "med_qualification.FilePreviewField";

    setup() {
        super.setup();
        this.http = useService("http");
        this.preview = useState({index: 0, isOver: false});
    }

    get current() {
        return this.files[Math.min(this.preview.index, this.files.length - 1)];
    }

    isPdf(file) {
        return file.mimetype === "application/pdf";
    }

    viewerUrl(file) {
        return PDF_VIEWER + encodeURIComponent(`/web/content/${file.id}`);
    }

    async onDrop(ev) {
        this.preview.isOver = false;
        if (this.props.readonly || !ev.dataTransfer.files.length) {
            return;
        }
        const answer = await this.http.post(
            "/web/binary/upload_attachment",
            {
                csrf_token: odoo.csrf_token,
                ufile: [...ev.dataTransfer.files],
                model: this.props.record.resModel,
                id: this.props.record.resId || 0,
            },
            "text"
        );
        await this.onFileUploaded(JSON.parse(answer));
        this.preview.index = this.files.length - 1;
    }
}

registry.category("fields").add("med_file_preview", {
    ...many2ManyBinaryField,
    component: FilePreviewField,
});
