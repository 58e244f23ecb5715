import { _t } from "@web/core/l10n/translation";

/** Lines shown before "show all" is pressed. */
export const VISIBLE_LINES = 8;

/** How a finding is shown: waived and trial win over the severity. */
export function markOf(finding) {
    if (finding.waived) {
        return "waived";
    }
    if (finding.trial) {
        return "trial";
    }
    return finding.severity === "block" ? "block" : "warn";
}

const RANK = { block: 0, trial: 1, warn: 2, waived: 3 };

/**
 * Findings grouped by line, the gravest first.
 *
 * @param {Object[]} findings as `gate_panel` holds them
 * @returns {{key: string, title: string, rank: number, findings: Object[]}[]}
 */
export function groupFindings(findings) {
    const groups = new Map();
    for (const finding of findings || []) {
        const key = keyOf(finding);
        if (!groups.has(key)) {
            groups.set(key, { key, title: titleOf(finding), rank: 9, findings: [] });
        }
        const group = groups.get(key);
        const mark = markOf(finding);
        group.findings.push({ ...finding, mark, key: `${key}/${group.findings.length}` });
        group.rank = Math.min(group.rank, RANK[mark]);
    }
    const sorted = [...groups.values()];
    for (const group of sorted) {
        group.findings.sort((a, b) => RANK[a.mark] - RANK[b.mark]);
    }
    return sorted.sort((a, b) => a.rank - b.rank);
}

function keyOf(finding) {
    if (finding.line_id) {
        return `${finding.line_model}/${finding.line_id}`;
    }
    const name = finding.line_name || finding.product;
    return name ? `line/${name}` : `document/${finding.subject || ""}`;
}

function titleOf(finding) {
    return finding.product || finding.line_name || finding.subject || "";
}

/** Number of lines (groups) holding at least one finding of this mark. */
export function countLines(groups, mark) {
    return groups.filter((group) => group.findings.some((f) => f.mark === mark)).length;
}

/** The one sentence at the top of the panel. */
export function headlineOf(panel, groups) {
    const parts = [];
    const stopped = countLines(groups, "block");
    const trial = countLines(groups, "trial");
    const findings = groups.flatMap((group) => group.findings);
    const reminders = findings.filter((f) => f.mark === "warn").length;
    const waived = findings.filter((f) => f.mark === "waived").length;
    if (stopped) {
        parts.push(stopped === 1 ? _t("1 line stopped") : _t("%s lines stopped", stopped));
    }
    if (trial) {
        parts.push(
            trial === 1
                ? _t("1 line would be stopped")
                : _t("%s lines would be stopped", trial)
        );
    }
    if (reminders) {
        parts.push(reminders === 1 ? _t("1 reminder") : _t("%s reminders", reminders));
    }
    if (waived) {
        parts.push(_t("%s waived", waived));
    }
    return parts.join(_t(", "));
}

/** The finding after a reload that is the one the user pressed before saving. */
export function refind(findings, pressed) {
    const same = (findings || []).filter((f) => f.check === pressed.check);
    return (
        same.find((f) => f.line_id && f.line_id === pressed.line_id) ||
        same.find((f) => f.digest && f.digest === pressed.digest) ||
        same.find((f) => f.product === pressed.product) ||
        null
    );
}
