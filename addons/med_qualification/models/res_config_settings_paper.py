from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_max_file_mb = fields.Float(
        string="Largest Scan (MB)",
        config_parameter="med_qualification.max_file_mb",
        default=20.0,
        help="Larger files are refused before they are read. A page at 300 dpi has 1 to 3 MB.",
    )
