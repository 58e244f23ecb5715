"""Four rooms with a month of readings, a cold store that was too warm one night, own equipment.

Invented readings; run again, it adds nothing.
"""

import math
from datetime import datetime, time, timedelta

import pytz

from odoo import fields

MODULE = "med_demo"
# key, name, condition, humidity limited, read by hand
ROOMS = (
    ("room", "常温库", "room", True, True),
    ("cool", "阴凉库", "cool", True, True),
    ("cold", "1 号冷库", "cold", False, True),
    ("fridge", "试剂冷藏柜", "cold", False, True),
)
MEANS = {"room": (21.0, 55.0), "cool": (16.0, 52.0), "cold": (5.0, None), "fridge": (4.6, None)}
# key, name, kind, serial number, room, calibrated or validated so many days ago
EQUIPMENT = (
    ("logger", "冷库温度记录仪", "logger", "KZ-WD-9001", "cold", 120),
    ("thermometer", "常温库温湿度计", "logger", "KZ-WD-9002", "room", 400),
    ("store", "1 号冷库机组", "cold_store", "KZ-LK-9001", "cold", 200),
    ("van", "冷藏车 浙A9K018", "vehicle", "KZ-CL-9001", None, 90),
    ("box", "保温箱 25 L", "cool_box", "KZ-BX-9001", None, 345),
)
DAYS = 30
NIGHT = 3  # days ago


def load(env):
    """Make what is missing; ``env`` is that of the superuser."""
    env = env(context={**env.context, "lang": "zh_CN", "tracking_disable": True})
    rooms = _rooms(env)
    _equipment(env, rooms)
    _plans(env, rooms)
    if not env["med.storage.reading"].search_count(
        [("area_id", "in", [r.id for r in rooms.values()])], limit=1
    ):
        _goods(env)
        _read(env, rooms)


def _ref(env, name):
    return env.ref(f"{MODULE}.{name}", raise_if_not_found=False)


def _make(env, name, model, vals):
    """Create a record once, under a name."""
    found = _ref(env, name)
    if found:
        return found
    record = env[model].create(vals)
    values = {"module": MODULE, "name": name, "model": model, "res_id": record.id}
    env["ir.model.data"].create({**values, "noupdate": True})
    return record


def _user(env, login):
    return env["res.users"].search([("login", "=", login)], limit=1) or env.user


def _rooms(env):
    """{key: area}, each over a place of its own in the warehouse's stock."""
    company = env.ref("base.main_company")
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    rooms = {}
    for number, (key, name, condition, humidity, by_hand) in enumerate(ROOMS, 1):
        rooms[key] = _make(
            env,
            f"area_{key}",
            "med.storage.area",
            {
                "name": name,
                "code": f"K{number}",
                "sequence": number,
                "condition": condition,
                "has_humidity": humidity,
                "is_read_by_hand": by_hand,
                "tolerance_minutes": 15 if key == "cold" else 0,
                "user_id": _user(env, "quality_officer").id,
                "company_id": company.id,
            },
        )
        place = {"name": name, "location_id": warehouse.lot_stock_id.id, "med_area_id": rooms[key].id}
        _make(env, f"location_{key}", "stock.location", place)
    return rooms


def _equipment(env, rooms):
    for key, name, kind, serial, room, ago in EQUIPMENT:
        if _ref(env, f"equipment_{key}"):
            continue
        item = _make(
            env,
            f"equipment_{key}",
            "maintenance.equipment",
            {
                "name": name,
                "serial_no": serial,
                "med_kind": kind,
                "med_area_id": rooms[room].id if room else False,
                "technician_user_id": _user(env, "quality_officer").id,
            },
        )
        is_measure = kind in ("logger", "scale")
        env["med.equipment.event"].with_user(_user(env, "keeper")).create(
            {
                "equipment_id": item.id,
                "kind": "calibration" if is_measure else "validation",
                "date": env.company._med_today() - timedelta(days=ago),
                "certificate": f"JL-2025-9{item.id:04d}" if is_measure else False,
                "note": "系统启用时按设备档案补录",
            }
        )


def _plans(env, rooms):
    keeper = _user(env, "keeper").id
    cold = {"name": "冷链产品每周检查", "interval_days": 7, "condition": "cold", "user_id": keeper}
    _make(env, "check_plan_cold", "med.stock.check.plan", cold)
    rest = {"name": "库存产品每月检查", "interval_days": 30, "user_id": keeper}
    _make(
        env,
        "check_plan_month",
        "med.stock.check.plan",
        {**rest, "next_date": env.company._med_today() + timedelta(9)},
    )


def _goods(env):
    """One lot of the troponin reagent lies in the cold store."""
    product, place = _ref(env, "product_troponin"), _ref(env, "location_cold")
    if not product or not place:
        return
    lot = _make(
        env,
        "lot_troponin_cold",
        "stock.lot",
        {
            "name": "TNI260918",
            "product_id": product.id,
            "expiration_date": fields.Datetime.now() + timedelta(days=280),
        },
    )
    env["stock.quant"]._update_available_quantity(product, place, 36.0, lot_id=lot)
    env["stock.quant"]._update_available_quantity(product, _ref(env, "location_fridge"), 12.0, lot_id=lot)


def _read(env, rooms):
    """A month of two readings a day by hand, and the logger of the cold store each half hour."""
    keeper, now = _user(env, "keeper"), fields.Datetime.now()
    zone = rooms["room"]._zone()
    today = pytz.utc.localize(now).astimezone(zone).date()
    entries = []
    for back in range(DAYS, -1, -1):
        for hour, minute in ((8, 35), (15, 10)):
            local = zone.localize(datetime.combine(today - timedelta(days=back), time(hour, minute)))
            moment = local.astimezone(pytz.utc).replace(tzinfo=None)
            if moment < now:
                entries += [_entry(key, room, moment, back * 24 + hour) for key, room in rooms.items()]
    night = zone.localize(datetime.combine(today - timedelta(days=NIGHT), time(1, 0)))
    entries += _logger(env, rooms["cold"], night.astimezone(pytz.utc).replace(tzinfo=None), now)
    entries.sort(key=lambda entry: entry["at"])
    env["med.storage.reading"].with_user(keeper)._take(entries, "api")


def _entry(key, room, moment, hour, heat=None, sensor=None):
    mean, damp = MEANS[key]
    wave = 0.7 * math.sin(hour / 3.7) + 0.4 * math.sin(hour / 11.3)
    return {
        "row": 0,
        "area": room.id,
        "sensor": sensor,
        "at": moment,
        "temperature": round(mean + wave, 1) if heat is None else heat,
        "humidity": None if damp is None else round(damp + 4 * wave, 0),
        "reason": "",
        "problem": "",
    }


def _logger(env, room, night, now):
    """A week, with the compressor failing for two hours in one night."""
    sensor = _ref(env, "equipment_logger").id
    begin = now - timedelta(days=7)
    rows = []
    for step in range(7 * 48):
        moment = (begin + timedelta(minutes=30 * step)).replace(second=0, microsecond=0)
        hours = (moment - night).total_seconds() / 3600
        warm = round(5.0 + 6.8 * math.sin(math.pi * hours / 4), 1) if 0 <= hours <= 4 else None
        rows.append(_entry("cold", room, moment, step / 2, warm, sensor))
    return rows
