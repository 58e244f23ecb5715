"""What was found about parties, for the review and the inspector's file."""

FINDINGS = {
    "minkang": {
        "kind": "penalty",
        "severity": "severe",
        "source": "国家企业信用信息公示系统",
        "summary": "许可证到期后仍经营第三类医疗器械，被责令改正",
    },
    "haichang": {
        "kind": "abnormal",
        "severity": "minor",
        "source": "国家企业信用信息公示系统",
        "summary": "曾因未按期公示年报列入经营异常名录，已移出",
        "verdict": "none",
        "conclusion": "已补报年报并移出名录，不影响交易。",
    },
}


def load(env):
    """Add the findings that are not there yet. ``env`` is that of the superuser."""
    officer = env["res.users"].search([("login", "=", "quality_officer")], limit=1)
    for key, values in FINDINGS.items():
        party = env.ref(f"med_demo.party_{key}", raise_if_not_found=False)
        if party and officer and not party.med_background_ids:
            _record(env["med.background.finding"].with_user(officer), party, dict(values))


def _record(findings, party, values):
    verdict, conclusion = values.pop("verdict", False), values.pop("conclusion", False)
    finding = findings.create({**values, "partner_id": party.id})
    if verdict:
        finding.action_conclude(verdict, conclusion)
