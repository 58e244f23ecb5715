"""A hospital whose legal representative changed: its file waits for a new review."""

PARTY = "med_demo.party_yuezhou"
OLD, NEW = "周文博", "韩雪梅"


def load(env):
    """Change the person once, as quality staff would; again changes nothing."""
    party = env.ref(PARTY, raise_if_not_found=False)
    if party and not party.med_legal_representative:
        party.med_dossier_ids._reopen(
            "legal_representative",
            {"med_legal_representative": [OLD, NEW]},
            f"{OLD} → {NEW}",
        )
        party.with_context(tracking_disable=True).med_legal_representative = NEW
