from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route

# room for the form around the file
OVERHEAD = 64 * 1024


def _longest_request(_controller):
    """Requests beyond the size limit of a file are refused before they are read."""
    # sudo: the limit holds for everybody
    return request.env["med.credential.file"].sudo()._max_bytes() + OVERHEAD


class PaperUpload(Controller):
    @route(
        "/med_qualification/upload",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=_longest_request,
    )
    def upload(self, ufile=None, **_params):
        """Keep one scan, not yet bound to a paper.

        :param ufile: the file of the form
        :return: JSON {id, filename, mimetype} or {error}
        """
        if ufile is None or isinstance(ufile, str):
            return request.make_json_response({"error": request.env._("No file was sent.")})
        try:
            file = request.env["ir.attachment"].create(
                {
                    "name": (ufile.filename or "scan")[:200],
                    "raw": ufile.read(),
                    "res_model": "med.credential",
                    "res_id": 0,
                }
            )
        except (UserError, AccessError) as error:
            return request.make_json_response({"error": str(error)})
        return request.make_json_response(
            {"id": file.id, "filename": file.name, "mimetype": file.mimetype}
        )
