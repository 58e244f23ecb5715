from odoo import Command
from odoo.tests import HttpCase, tagged

from .common_portal import PortalCommon, pdf

PHONE = """
(async () => {
    const fail = (what) => { throw new Error(what); };
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    if (document.documentElement.scrollWidth > window.innerWidth) fail("wider than the phone");
    const paper = document.querySelector("details.paper.bad");
    if (!paper) fail("nothing is asked");
    paper.querySelector("summary").click();
    if (!paper.open) fail("the paper does not open");
    const form = paper.querySelector("form.send");
    const camera = form.querySelector("input[capture]");
    if (camera.accept !== "image/*") fail("no camera");
    for (const button of form.querySelectorAll(".button")) {
        if (button.getBoundingClientRect().height < 44) fail("too small for a thumb");
    }
    form.querySelector("button[type=submit]").click();
    if (form.querySelector(".problem").hidden) fail("sends without a photo");
    const choose = (bytes, name) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
        camera.files = data.files;
        camera.dispatchEvent(new Event("change", {bubbles: true}));
    };
    choose(21 * 1024 * 1024, "large.png");
    if (form.querySelector(".problem").hidden) fail("takes a file that is too large");
    choose(100, "IMG_1.png");
    if (!form.querySelector(".problem").hidden) fail("still complains");
    if (!form.querySelector(".chosen").textContent.includes("IMG_1.png")) fail("not shown");
    await wait(50);
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestPortalPhone(PortalCommon, HttpCase):
    """The page of papers on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_x22_page_works_on_a_phone(self):
        ready = "document.readyState === 'complete' && !!document.querySelector('form.send')"
        self.browser_js(self.url, PHONE, ready, login=None)


@tagged("post_install", "-at_install")
class TestPackTour(PortalCommon, HttpCase):
    """A clerk makes the hospital's pack; an officer takes a photo in."""

    def test_q45_clerk_makes_the_hospitals_pack_in_the_browser(self):
        hospital = self._create_partner("hospital", name="Tour hospital", lang="en_US")
        product = self._create_device("3", name="Tour plate")
        scan = self._scan(raw=pdf("Certificate"), name="certificate.pdf")
        self._register(product, attachment_ids=[Command.link(scan.id)])
        bare = self._create_device("2", name="Tour bare")
        pack = self.env["med.document.pack"].with_user(self.users["billing"]).create(
            {
                "recipient_id": hospital.id,
                "purpose": "filing",
                "has_own": False,
                "product_ids": [Command.set((product | bare).ids)],
            }
        )
        action = self.env.ref("med_qualification.med_document_pack_action").id
        self.start_tour(
            f"/odoo/action-{action}/{pack.id}", "med_document_pack", login=self.users["billing"].login
        )
        self.assertEqual(pack.state, "issued")
        self.assertEqual(len(pack.line_ids), 1)

    def test_q38_officer_takes_a_received_photo_in(self):
        upload = self._receive()
        action = self.env.ref("med_qualification.med_upload_action").id
        self.start_tour(
            f"/odoo/action-{action}/{upload.id}", "med_upload_accept", login=self.officer.login
        )
        self.assertEqual(upload.state, "accepted")
        self.assertEqual(upload.credential_id.number, "X-2026")
