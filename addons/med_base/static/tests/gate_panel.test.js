import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

import { groupFindings, refind } from "@med_base/components/gate_panel/gate_panel_model";

const LABELS = { next_action: "add_paper", next_label: "Add paper" };

function finding(values) {
    return {
        check: "partner_scope",
        severity: "block",
        line_id: 1,
        line_model: "sale.order.line",
        line_name: "Line 1",
        product: "Dressing",
        subject: "Suzhou Herui",
        message: "Class II filing is missing.",
        law: "Art. 4",
        is_statutory: true,
        waivable: false,
        waived: false,
        trial: false,
        digest: "d1",
        ...LABELS,
        ...values,
    };
}

class Paper extends models.Model {
    _name = "med.paper";
    name = fields.Char();
    gate_panel = fields.Json();
    _records = [];
}

defineMailModels();
defineModels([Paper]);

async function mountPanel(panel) {
    Paper._records = [{ id: 1, name: "S1", gate_panel: panel }];
    await mountView({
        type: "form",
        resModel: "med.paper",
        resId: 1,
        arch: `<form>
            <field name="name"/>
            <field name="gate_panel" widget="med_gate_panel" nolabel="1"
                   readonly="1" invisible="not gate_panel"/>
        </form>`,
    });
}

test("nothing found is one green line", async () => {
    await mountPanel({ judged: true, mode: "live", findings: [] });
    expect(".o_med_gate_clean").toHaveCount(1);
    expect(".o_med_gate_finding").toHaveCount(0);
});

test("a document without devices shows no panel", async () => {
    await mountPanel({ judged: false, mode: "live", findings: [] });
    expect(".o_med_gate_panel").toHaveCount(0);
});

test("headline counts lines, rows say product, reason, law and lock", async () => {
    await mountPanel({
        judged: true,
        mode: "live",
        findings: [
            finding({}),
            finding({ check: "b", message: "Licence expired.", digest: "d2" }),
            finding({ line_id: 2, product: "Gauze", severity: "warn", law: "" }),
        ],
    });
    expect(".o_med_gate_headline").toHaveText("1 line stopped, 1 reminder");
    expect(queryAllTexts(".o_med_gate_title")).toEqual(["Dressing", "Gauze"]);
    expect(".o_med_gate_locked").toHaveCount(2);
    expect(queryAllTexts(".o_med_gate_mark")).toEqual(["Stopped", "Stopped", "Reminder"]);
});

test("trial mode and waivers have their own marks", async () => {
    await mountPanel({
        judged: true,
        mode: "trial",
        findings: [
            finding({ severity: "warn", trial: true }),
            finding({ line_id: 2, product: "Gauze", waived: true }),
        ],
    });
    expect(queryAllTexts(".o_med_gate_mark")).toEqual(["Would be stopped", "Waived"]);
    expect(".o_med_gate_trial").toHaveCount(1);
    expect(".o_med_gate_next").toHaveCount(1);
});

test("a waiver that waits takes the button away", async () => {
    await mountPanel({ judged: true, mode: "live", findings: [finding({ requested: true })] });
    expect(".o_med_gate_requested").toHaveCount(1);
    expect(".o_med_gate_next").toHaveCount(0);
});

test("many lines are folded until all are wanted", async () => {
    const findings = [...Array(12).keys()].map((index) =>
        finding({ line_id: index + 1, product: `Device ${index}` })
    );
    await mountPanel({ judged: true, mode: "live", findings });
    expect(".o_med_gate_line").toHaveCount(8);
    await click(".o_med_gate_more");
    await animationFrame();
    expect(".o_med_gate_line").toHaveCount(12);
});

test("the button saves the record, asks the server and does its action", async () => {
    onRpc("med.paper", "web_save", () => expect.step("save"));
    onRpc("med.paper", "action_gate_next", ({ args }) => {
        expect.step(`next ${JSON.stringify(args)}`);
        return { type: "ir.actions.client", tag: "reload" };
    });
    mockService("action", {
        doAction(action) {
            expect.step(`do ${action.tag}`);
        },
    });
    await mountPanel({ judged: true, mode: "live", findings: [finding({})] });
    await contains(".o_field_widget[name=name] input").edit("S2");
    await contains(".o_med_gate_next").click();
    expect.verifySteps(["save", 'next [[1],"partner_scope",1]', "do reload"]);
});

test("the split button is there only when the order can be split", async () => {
    onRpc("med.paper", "action_gate_split", () => {
        expect.step("split");
        return false;
    });
    await mountPanel({ judged: true, mode: "live", can_split: true, findings: [finding({})] });
    await contains(".o_med_gate_split").click();
    expect.verifySteps(["split"]);
});

test("groups go gravest first, findings of the document stand alone", () => {
    const groups = groupFindings([
        finding({ severity: "warn", line_id: 3, product: "Gauze" }),
        finding({ line_id: false, line_name: false, product: false }),
        finding({ line_id: 2, product: "Plate", waived: true }),
    ]);
    expect(groups.map((group) => group.title)).toEqual(["Suzhou Herui", "Gauze", "Plate"]);
});

test("after saving, the pressed finding of a new line is found by its facts", () => {
    const pressed = finding({ line_id: false });
    expect(refind([finding({ line_id: 7 })], pressed).line_id).toBe(7);
    expect(refind([], pressed)).toBe(null);
});
