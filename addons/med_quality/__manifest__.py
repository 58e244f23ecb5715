{
    "name": "Medical Quality",
    "summary": "Status of every lot, zones, inspection, storage, nonconformity and CAPA",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Medical Compliance",
    "author": "Med Suite Maintainers",
    "license": "LGPL-3",
    "depends": ["med_qualification", "product_expiry", "maintenance"],
    "data": [
        # security
        "security/ir.model.access.csv",
        "security/med_quality_expiry_rules.xml",
        "security/med_quality_labs_rules.xml",
        "security/med_quality_inspection_rules.xml",
        # data
        "data/med_inspection_data.xml",
        "data/med_zone_rule_data.xml",
        "data/med_gate_check_quality_data.xml",
        "data/med_gate_check_expiry_data.xml",
        "data/med_lab_data.xml",
        # views
        "views/med_quality_menus.xml",
        "views/stock_location_views.xml",
        "views/med_zone_rule_views.xml",
        "views/med_lot_block_views.xml",
        "views/stock_lot_quality_views.xml",
        "views/res_config_settings_quality_views.xml",
        "views/med_life_rule_views.xml",
        "wizards/med_lab_report_wizard_views.xml",
        "views/med_lab_views.xml",
        "views/med_inspection_views.xml",
        "views/med_inspection_plan_views.xml",
        "views/stock_lot_inspection_views.xml",
        "views/stock_picking_inspection_views.xml",
        # wizards
        "wizards/med_lot_hold_wizard_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "assets": {
        "web.assets_backend": ["med_quality/static/src/components/**/*"],
        "web.assets_tests": ["med_quality/static/tests/tours/*.js"],
    },
}
