from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..qualitymath.loggers import LoggerError, Mapping, find_header, guess


class MedLoggerFormat(models.Model):
    """Which column of a logger's file says what: kept once, found again by its titles."""

    _name = "med.logger.format"
    _inherit = ["med.rule.mixin"]
    _description = "Logger File Format"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: of all companies.")
    time_column = fields.Char(string="Column of Time", required=True, help="Title as printed in the file.")
    date_column = fields.Char(string="Column of Date", help="Where date and time stand apart.")
    temperature_column = fields.Char(string="Column of Temperature")
    humidity_column = fields.Char(string="Column of Humidity")
    sensor_column = fields.Char(
        string="Column of Serial Number", help="Serial number of the logger, if the file has it."
    )
    area_column = fields.Char(
        string="Column of Area", help="Code or name of the storage area: one file of several rooms."
    )
    time_format = fields.Char(
        string="Written As", help="Such as %d.%m.%Y %H:%M; empty where the year stands first."
    )
    tz = fields.Selection(_tz_get, string="Clock of the Logger", help="Empty: that of the company.")
    fahrenheit = fields.Boolean(string="In °F")
    decimal_comma = fields.Boolean(string="Comma for Decimals")

    @api.constrains("temperature_column", "humidity_column")
    def _check_columns(self):
        for record in self:
            if not record.temperature_column and not record.humidity_column:
                raise ValidationError(
                    self.env._("%(format)s: name the column of temperature or humidity.", format=record.name)
                )

    def _mapping(self):
        """The mapping as the pure package reads it."""
        self.ensure_one()
        return Mapping(
            time=self.time_column,
            date=self.date_column or "",
            temperature=self.temperature_column or "",
            humidity=self.humidity_column or "",
            sensor=self.sensor_column or "",
            area=self.area_column or "",
            time_format=self.time_format or "",
            fahrenheit=self.fahrenheit,
            decimal_comma=self.decimal_comma,
        )

    @api.model
    def _find(self, rows, company):
        """The format whose titles the file has; if none, one guessed from its titles and kept.

        :param rows: cells of the file
        :return: format, or none
        """
        best, most = self.browse(), 0
        for record in self.search([("company_id", "in", [False, company.id])]):
            try:
                _start, columns = find_header(rows, record._mapping())
            except LoggerError:
                continue
            if len(columns) > most:
                best, most = record, len(columns)
        return best or self._guess(rows, company)

    @api.model
    def _guess(self, rows, company):
        mapping = guess(rows)
        if not mapping:
            return self.browse()
        # sudo: what was understood of a file is kept for the next one, whoever brought it
        return self.sudo().create(
            {
                "name": self.env._(
                    "Found: %(titles)s",
                    titles=", ".join(filter(None, [mapping.time, mapping.temperature, mapping.humidity])),
                ),
                "company_id": company.id,
                "time_column": mapping.time,
                "date_column": mapping.date,
                "temperature_column": mapping.temperature,
                "humidity_column": mapping.humidity,
                "sensor_column": mapping.sensor,
                "area_column": mapping.area,
                "fahrenheit": mapping.fahrenheit,
            }
        )
