"""The invented cast of the demonstration: plain data, no Odoo.

Nobody and nothing here exists. Check digits are valid, serials of certificates stand
above 9000, product identifiers begin with 0690999910. Days count from today.
"""

COMPANY = {
    "name": "杭州康泽医疗器械有限公司",
    "uscc": "91330106MA2KQ7X18B",
    "state": "ZJ",
    "city": "杭州市",
    "street": "西湖区文三路 918 号 6 层",
    "zip": "310012",
    "phone": "0571-5550 9018",
    "warehouse": "康泽中心库",
    "warehouse_city": "杭州市",
    "warehouse_street": "西湖区三墩镇金渡北路 909 号 2 幢",
    "legal": "沈立军",
}

# login (also the password), name, jobs
PEOPLE = [
    ("quality_head", "顾雯", ("quality_head",)),
    ("owner", "沈立军", ("owner",)),
    ("quality_officer", "许萌", ("quality_officer",)),
    ("sales", "何涛", ("sales",)),
    ("billing", "丁小芳", ("billing",)),
    ("receiver", "老潘", ("receiver", "keeper")),
    ("finance", "叶敏", ("finance",)),
    ("aftersales", "方磊", ("aftersales",)),
    ("purchaser", "林晓燕", ("purchaser",)),
    ("inspector", "周敏芝", ("inspector",)),
    ("keeper", "吴志强", ("keeper",)),
    ("reviewer", "韩彬", ("reviewer",)),
    ("auditor", "陈国梁", ("auditor",)),
    ("consultant", "苏屹", ("consultant",)),
]

OWN_CATEGORIES = ("2017:02", "2017:04", "2017:07", "2017:13", "2017:14", "2017:22")
IVD = ("2002:6840",)

# class, categories, flags: ivd, cold chain
OWN_SCOPE_3 = [("3", OWN_CATEGORIES, ""), ("3", IVD, "ivd cold")]
OWN_SCOPE_2 = [("2", OWN_CATEGORIES, ""), ("2", IVD, "ivd cold")]


def scope(device_class, *codes):
    """Scope lines of one class: categories of the 2017 catalogue."""
    return [(device_class, tuple(f"2017:{code}" for code in codes), "")]


def licence(number, issuer, start, end, lines, **extra):
    """An operating licence for class III."""
    return {
        "type": "operating_licence",
        "number": number,
        "issuer": issuer,
        "from": start,
        "to": end,
        "scope": lines,
        "mode": "wholesale",
        **extra,
    }


def filing(number, issuer, start, lines, **extra):
    """A filing for class II."""
    return {
        "type": "operating_filing",
        "number": number,
        "issuer": issuer,
        "from": start,
        "to": None,
        "scope": lines,
        "mode": "wholesale",
        **extra,
    }


def identity(number, issuer, start, kind="business_licence", end=None, **extra):
    """A paper that shows who somebody is."""
    return {
        "type": kind,
        "number": number,
        "issuer": issuer,
        "from": start,
        "to": end,
        **extra,
    }


OWN_PAPERS = [
    identity("91330106MA2KQ7X18B", "杭州市市场监督管理局", -2800),
    licence("浙杭药监械经营许20239018号", "杭州市市场监督管理局", -700, 1125, OWN_SCOPE_3),
    filing("浙杭药监械经营备20239077号", "杭州市市场监督管理局", -690, OWN_SCOPE_2),
    {
        "type": "quality_head_appointment",
        "number": "康泽人〔2024〕9003号",
        "issuer": "杭州康泽医疗器械有限公司",
        "from": -600,
        "to": None,
    },
]

# key: who, papers, directions ("customer", "supplier"); "renewing": renewal accepted
PARTIES = {
    "qianjiang": {
        "name": "钱江新区第二人民医院",
        "type": "hospital",
        "uscc": "12330108470012356W",
        "state": "ZJ",
        "city": "杭州市",
        "street": "钱江新区江景路 902 号",
        "legal": "朱文浩",
        "directions": ("customer",),
        "papers": [
            identity(
                "12330108470012356W",
                "杭州市事业单位登记管理局",
                -1500,
                "public_institution_certificate",
                900,
            ),
            identity(
                "47001235633010811A1001",
                "杭州市卫生健康委员会",
                -1200,
                "institution_licence",
                1400,
            ),
        ],
    },
    "yuezhou": {
        "name": "越州骨科医院",
        "type": "hospital",
        "uscc": "52330110MJ912K0379",
        "state": "ZJ",
        "city": "杭州市",
        "street": "余杭区良渚街道越秀路 906 号",
        "legal": "冯越",
        "directions": ("customer",),
        "papers": [
            identity(
                "52330110MJ912K0379",
                "杭州市余杭区民政局",
                -1100,
                "private_nonenterprise_certificate",
                800,
            ),
            identity(
                "MJ912K03733011019A5201",
                "杭州市余杭区卫生健康局",
                -1000,
                "institution_licence",
                1000,
            ),
        ],
    },
    "haifang": {
        "name": "海防某部队医院",
        "type": "military_hospital",
        "uscc": False,
        "state": "ZJ",
        "city": "宁波市",
        "street": "镇海区海防路 901 号",
        "legal": "(不公开)",
        "directions": ("customer",),
        "papers": [
            identity("军卫〔2023〕9012号", "军队卫生主管部门", -800, "military_certificate")
        ],
    },
    "haichang": {
        "name": "宁波海畅医疗器械有限公司",
        "type": "distributor",
        "uscc": "91330203MA7TR4H373",
        "state": "ZJ",
        "city": "宁波市",
        "street": "海曙区灵桥路 912 号",
        "legal": "邵海畅",
        "directions": ("customer",),
        "papers": [
            identity("91330203MA7TR4H373", "宁波市海曙区市场监督管理局", -1900),
            licence(
                "浙甬药监械经营许20219066号",
                "宁波市市场监督管理局",
                -1805,
                20,
                scope("3", "02", "04", "07", "13", "14"),
            ),
            filing(
                "浙甬药监械经营备20219067号",
                "宁波市市场监督管理局",
                -1800,
                scope("2", "02", "04", "07", "13", "14"),
            ),
        ],
    },
    "herui": {
        "name": "苏州禾瑞医疗器械有限公司",
        "type": "distributor",
        "uscc": "91320505MA3LW9N23D",
        "state": "JS",
        "city": "苏州市",
        "street": "高新区狮山路 935 号",
        "legal": "顾明禾",
        "directions": ("customer",),
        "papers": [
            identity("91320505MA3LW9N23D", "苏州高新区市场监督管理局", -1400),
            licence(
                "苏苏药监械经营许20239105号",
                "苏州市市场监督管理局",
                -520,
                1305,
                scope("3", "04", "07", "13", "14"),
            ),
        ],
    },
    "minkang": {
        "name": "福州闽康医疗器械有限公司",
        "type": "agent",
        "uscc": "91350102MA4YU8R53Y",
        "state": "FJ",
        "city": "福州市",
        "street": "鼓楼区五四路 923 号",
        "legal": "林闽生",
        "directions": ("customer",),
        "papers": [
            identity("91350102MA4YU8R53Y", "福州市鼓楼区市场监督管理局", -2000),
            licence(
                "闽榕药监械经营许20219044号",
                "福州市市场监督管理局",
                -1856,
                -31,
                scope("3", "02", "07", "13", "14"),
            ),
            filing(
                "闽榕药监械经营备20219045号",
                "福州市市场监督管理局",
                -1850,
                scope("2", "02", "07", "14"),
            ),
        ],
    },
    "junan": {
        "name": "上海骏安骨科器械有限公司",
        "type": "manufacturer",
        "uscc": "91310115MA8DF5J69F",
        "state": "SH",
        "city": "上海市",
        "street": "浦东新区张江路 915 号",
        "legal": "骆骏",
        "directions": ("supplier",),
        "papers": [
            identity("91310115MA8DF5J69F", "上海市浦东新区市场监督管理局", -2600),
            {
                "type": "manufacturing_licence",
                "number": "沪药监械生产许20219031号",
                "issuer": "上海市药品监督管理局",
                "from": -1800,
                "to": 25,
                "scope": scope("3", "04", "13"),
                "renewing": (-35, "沪药监械生产受〔2026〕9214号"),
            },
        ],
    },
    "boya": {
        "name": "深圳博雅诊断技术有限公司",
        "type": "supplier",
        "uscc": "91440305MA6GY2K86M",
        "state": "GD",
        "city": "深圳市",
        "street": "南山区科技中二路 944 号",
        "legal": "沙博雅",
        "directions": ("supplier",),
        "papers": [
            identity("91440305MA6GY2K86M", "深圳市市场监督管理局", -2100),
            licence(
                "粤深药监械经营许20229058号",
                "深圳市市场监督管理局",
                -400,
                1425,
                [*scope("3", "07", "14", "22"), ("3", IVD, "ivd cold")],
            ),
            filing(
                "粤深药监械经营备20229059号",
                "深圳市市场监督管理局",
                -395,
                [*scope("2", "07", "14", "22"), ("2", IVD, "ivd cold")],
            ),
            {
                "type": "quality_agreement",
                "number": "康泽质协〔2025〕9006号",
                "issuer": "双方签订",
                "from": -300,
                "to": 795,
            },
        ],
    },
    "nordvik": {
        "name": "Nordvik Surgical AB",
        "type": "overseas_supplier",
        "uscc": False,
        "country": "se",
        "city": "Göteborg",
        "street": "Norra Hamngatan 907",
        "legal": "Astrid Nordvik",
        "directions": ("supplier",),
        "papers": [
            identity(
                "SE 559999-9011",
                "Bolagsverket (Swedish Companies Registration Office)",
                -3000,
                "foreign_registration",
            ),
            {
                "type": "agent_appointment",
                "number": "NS-CN-9002",
                "issuer": "Nordvik Surgical AB",
                "from": -900,
                "to": 900,
            },
        ],
    },
    "anjie": {
        "name": "上海安捷冷链物流有限公司",
        "type": "carrier",
        "uscc": "91310118MA9PC1Q77K",
        "state": "SH",
        "city": "上海市",
        "street": "青浦区华徐公路 909 号",
        "legal": "安捷飞",
        "directions": ("supplier",),
        "papers": [
            identity("91310118MA9PC1Q77K", "上海市青浦区市场监督管理局", -1700),
            {
                "type": "road_transport_licence",
                "number": "沪交运管许可青字310118009021号",
                "issuer": "上海市青浦区交通委员会",
                "from": -500,
                "to": 960,
            },
        ],
    },
}


def certificate(number, issuer, start, end, kind="registration_certificate"):
    """Registration or filing of a product."""
    return {"type": kind, "number": number, "issuer": issuer, "from": start, "to": end}


NMPA, ZJMPA, JSMPA = "国家药品监督管理局", "浙江省药品监督管理局", "江苏省药品监督管理局"

# seller: key of the party we buy it from; "admitted": product file approved
PRODUCTS = {
    "plate": {
        "name": "锁定接骨板系统",
        "code": "KZ-JB-3.5-8H",
        "spec": "3.5 mm 8 孔 直型",
        "class": "3",
        "categories": ("2017:13",),
        "di": "06909999100019",
        "registrant": "上海骏安骨科器械有限公司",
        "origin": "domestic",
        "implant": True,
        "tracking": "lot",
        "price": 2860.0,
        "cost": 1540.0,
        "seller": "junan",
        "certificate": certificate("国械注准20213139918", NMPA, -300, 1525),
        "stock": [("240318", 60), ("240522", 40)],
    },
    "suture": {
        "name": "非吸收缝线",
        "code": "NS-PP-2-0",
        "spec": "2-0 75 cm 带针",
        "class": "3",
        "categories": ("2017:02",),
        "di": "06909999100026",
        "registrant": "Nordvik Surgical AB",
        "origin": "import",
        "tracking": "lot",
        "price": 96.0,
        "cost": 52.0,
        "seller": "nordvik",
        "certificate": certificate("国械注进20223029276", NMPA, -500, 1325),
        "admitted": False,
        "stock": [],
    },
    "troponin": {
        "name": "肌钙蛋白检测试剂",
        "code": "BY-CTNI-50",
        "spec": "50 人份/盒 2–8 °C",
        "class": "3",
        "categories": IVD,
        "di": "06909999100033",
        "registrant": "北京恒衡生物科技有限公司",
        "origin": "domestic",
        "ivd": True,
        "cold": True,
        "tracking": "lot",
        "price": 1480.0,
        "cost": 820.0,
        "seller": "boya",
        "certificate": certificate("国械注准20233409512", NMPA, -600, 1225),
        "stock": [("CT26091", 30), ("CT26102", 24)],
    },
    "dressing": {
        "name": "无菌敷贴",
        "code": "KZ-FT-0610",
        "spec": "6 × 10 cm 50 片/盒",
        "class": "2",
        "categories": ("2017:14",),
        "di": "06909999100040",
        "registrant": "浙江洁安卫生材料有限公司",
        "origin": "domestic",
        "tracking": "lot",
        "price": 68.0,
        "cost": 31.0,
        "seller": "boya",
        "certificate": certificate("浙械注准20212149356", ZJMPA, -250, 1575),
        "stock": [("D260815", 400)],
    },
    "gauze": {
        "name": "医用纱布块",
        "code": "KZ-SB-0808",
        "spec": "8 × 8 cm 8 层 100 片/包",
        "class": "1",
        "categories": ("2017:14",),
        "di": "06909999100057",
        "registrant": "杭州洁安卫生材料有限公司",
        "origin": "domestic",
        "tracking": "lot",
        "price": 22.0,
        "cost": 9.5,
        "seller": "boya",
        "certificate": certificate(
            "浙杭械备20209122", "杭州市市场监督管理局", -1500, None, "filing_certificate"
        ),
        "stock": [("G260701", 800)],
    },
    "monitor": {
        "name": "监护仪",
        "code": "SM-M12",
        "spec": "M12 12.1 寸 六参数",
        "class": "2",
        "categories": ("2017:07",),
        "di": "06909999100064",
        "registrant": "苏州舒明医疗科技有限公司",
        "origin": "domestic",
        "tracking": "serial",
        "price": 15800.0,
        "cost": 9900.0,
        "seller": "boya",
        "certificate": certificate("苏械注准20232079811", JSMPA, -550, 1275),
        "stock": [("SM26M900001", 1), ("SM26M900002", 1), ("SM26M900003", 1)],
    },
}

TITLES = {
    "business_licence": "营业执照",
    "public_institution_certificate": "事业单位法人证书",
    "private_nonenterprise_certificate": "民办非企业单位登记证书",
    "operating_licence": "医疗器械经营许可证",
    "operating_filing": "第二类医疗器械经营备案凭证",
    "manufacturing_licence": "医疗器械生产许可证",
    "institution_licence": "医疗机构执业许可证",
    "military_certificate": "军队医疗机构证明",
    "road_transport_licence": "道路运输经营许可证",
    "quality_agreement": "质量保证协议",
    "agent_appointment": "境内代理人委托书",
    "foreign_registration": "Certificate of Registration",
    "quality_head_appointment": "质量负责人任命书",
    "registration_certificate": "医疗器械注册证",
    "filing_certificate": "第一类医疗器械备案凭证",
}


def scope_text(lines):
    """A scope as an office prints it."""
    texts = []
    for device_class, codes, flags in lines:
        kind = {"1": "一类", "2": "二类", "3": "三类"}[device_class]
        body = "、".join(code.split(":")[1] for code in codes)
        year = codes[0].split(":")[0]
        remark = " 体外诊断试剂(含冷链)" if "ivd" in flags else ""
        texts.append(f"{year}年分类目录{kind}:{body}{remark}")
    return ";".join(texts)
