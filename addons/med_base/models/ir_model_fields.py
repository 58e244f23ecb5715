from odoo import api, models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    @api.model
    def get_field_selection(self, model_name, field_name):
        """Labels of a selection in the user's language; one from a mixin falls back on the mixin's own.

        The labels a model takes from a mixin of another addon belong to that other addon, whose
        translations were read before the model came: without this they stay English until its next upgrade.
        """
        # EXTENDS base
        labels = super().get_field_selection(model_name, field_name)
        for mixin in self._selection_mixins(model_name, field_name):
            source = dict(mixin._fields[field_name].selection)
            theirs = dict(super().get_field_selection(mixin._name, field_name))
            labels = [
                (value, theirs.get(value, label) if label == source.get(value) else label)
                for value, label in labels
            ]
        return labels

    def _selection_mixins(self, model_name, field_name):
        """The mixins of this suite among the ancestors of a model that hold the selection."""
        if not self.env.lang or self.env.lang == "en_US" or not model_name.startswith("med."):
            return []
        names = dict.fromkeys(getattr(parent, "_name", None) for parent in type(self.env[model_name]).mro())
        mixins = [self.env[name] for name in names if name and name != model_name and name in self.env]
        return [
            mixin
            for mixin in mixins
            if mixin._abstract and isinstance(getattr(mixin._fields.get(field_name), "selection", None), list)
        ]
