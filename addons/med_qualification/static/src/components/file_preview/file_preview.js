import {Many2ManyBinaryField, many2ManyBinaryField} from "@web/views/fields/many2many_binary/many2many_binary_field";
import {registry} from "@web/core/registry";
import {usePaperUpload} from "../paper_drop/paper_upload";
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
        this.upload = usePaperUpload();
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
        if (!this.props.readonly) {
            await this.addFiles(ev.dataTransfer.files);
        }
    }

    async onChoose(ev) {
        await this.addFiles(ev.target.files);
        ev.target.value = null;
    }

    async addFiles(files) {
        const uploaded = await this.upload(files);
        if (uploaded.length) {
            await this.onFileUploaded(uploaded);
            this.preview.index = this.files.length - 1;
        }
    }
}

registry.category("fields").add("med_file_preview", {
    ...many2ManyBinaryField,
    component: FilePreviewField,
});
