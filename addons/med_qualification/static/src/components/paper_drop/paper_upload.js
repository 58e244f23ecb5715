import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const ROUTE = "/med_qualification/upload";

/**
 * Upload scans one by one: what is refused is said at once, the others are kept.
 *
 * @returns {(files: FileList, model?: string) => Promise<Object[]>} what was kept: {id, filename, mimetype}
 */
export function usePaperUpload() {
    const http = useService("http");
    const notification = useService("notification");

    async function uploadOne(file) {
        try {
            const answer = await http.post(ROUTE, {csrf_token: odoo.csrf_token, ufile: [file]}, "text");
            return JSON.parse(answer);
        } catch {
            return {error: _t("%s was refused: it is too large or the connection was lost.", file.name)};
        }
    }

    return async (files) => {
        const kept = [];
        for (const file of [...files]) {
            const answer = await uploadOne(file);
            if (answer.error) {
                notification.add(answer.error, {type: "danger", sticky: true});
            } else {
                kept.push(answer);
            }
        }
        return kept;
    };
}
