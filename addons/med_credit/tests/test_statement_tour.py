import re

from odoo.tests import HttpCase, tagged

from .watch_common import WatchCommon

# evaluated until it gives true: answers on the first page, then looks at the second
ANSWER = """
(() => {
    if (document.readyState !== "complete") return false;
    if (document.querySelector(".flash")) return true;
    const form = document.getElementById("differ");
    if (!form || form.dataset.sent) return false;
    document.querySelector(".items label.ticker").click();
    const item = document.querySelector(".items .item");
    item.querySelector("input[inputmode=decimal]").value = "800.50";
    item.querySelectorAll(".more-fields input")[1].value = "Broken box";
    form.closest("details").querySelector("summary").click();
    form.querySelector("input[name=name]").value = "Ms Gu";
    form.querySelector("button[type=submit]").click();
    return false;
})()
"""
THANKS = """
(() => {
    const fail = (what) => { throw new Error(what); };
    if (document.documentElement.scrollWidth > window.innerWidth) fail("wider than the phone");
    const text = document.querySelector(".flash").textContent;
    if (!text.includes("We look at the differences")) fail("no thanks: " + text);
    if (document.getElementById("agree")) fail("asks again");
    if (!document.querySelector(".item.bad").textContent.includes("Broken box")) fail("not shown");
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestStatementPhone(WatchCommon, HttpCase):
    """The page behind the link on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_c14_customer_answers_with_a_difference_and_is_thanked(self):
        self.customer.write({"email": "buyer@dealer.example", "lang": "en_US"})
        self._debt(1000.0, age=70)
        statement = self._statement()
        url = statement.action_copy_link()["context"]["default_line_ids"][0][2]["url"]
        self.browser_js(re.sub(r"^https?://[^/]+", "", url), THANKS, ANSWER, login=None)
        self.env.invalidate_all()
        line = statement.line_ids
        self.assertEqual((statement.state, statement.answered_by), ("differs", "Ms Gu"))
        self.assertEqual((line.their_amount, line.their_note), (800.5, "Broken box"))
