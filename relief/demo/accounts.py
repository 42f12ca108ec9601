"""The accounts of the demo, with one password everybody may know; they exist in demo data only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.wording import Bilingual
from relief.offices.accounts import NewAccount, add_account, add_authority
from relief.offices.passwords import hash_password
from relief.offices.tables import Account

PASSWORD = "demo-relief-2023"  # noqa: S105 (demo data only, printed on the sign-in page)

OFFICES: dict[str, tuple[Bilingual, str]] = {
    "jishishan": (Bilingual("积石山县应急管理局", "Jishishan emergency bureau"), "622927000000"),
    "jishishan-grain": (
        Bilingual("积石山县粮食和储备中心", "Jishishan grain and reserves centre"),
        "622927000000",
    ),
    "jishishan-housing": (
        Bilingual("积石山县住房和城乡建设局", "Jishishan housing bureau"),
        "622927000000",
    ),
    "jishishan-finance": (Bilingual("积石山县财政局", "Jishishan finance bureau"), "622927000000"),
    "dahejia": (Bilingual("大河家镇人民政府", "Dahejia town government"), "622927101000"),
    "guanting": (Bilingual("官亭镇人民政府", "Guanting town government"), "630222103000"),
    "linxia-grain": (
        Bilingual("临夏州粮食和储备局", "Linxia grain and reserves bureau"),
        "622900000000",
    ),
    "minhe-grain": (
        Bilingual("民和县粮食和储备中心", "Minhe grain and reserves centre"),
        "630222000000",
    ),
    "haidong-grain": (
        Bilingual("海东市粮食和储备局", "Haidong grain and reserves bureau"),
        "630200000000",
    ),
    "minhe": (Bilingual("民和县应急管理局", "Minhe emergency bureau"), "630222000000"),
    "minhe-housing": (Bilingual("民和县住房和城乡建设局", "Minhe housing bureau"), "630222000000"),
    "minhe-finance": (Bilingual("民和县财政局", "Minhe finance bureau"), "630222000000"),
    "gansu": (Bilingual("甘肃省应急管理厅", "Gansu emergency department"), "620000000000"),
    "qinghai": (Bilingual("青海省应急管理厅", "Qinghai emergency department"), "630000000000"),
    "national": (Bilingual("国家减灾委办公室", "National committee office"), "000000000000"),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account: user name, name shown, office, post (Chinese, English), role, prefix."""

    username: str
    name: str
    office: str
    post: Bilingual
    role: str
    prefix: str


_OFFICER = Bilingual("值班员", "Duty officer")
_KEEPER = Bilingual("保管员", "Keeper")
_LEADER = Bilingual("带班领导", "Duty leader")
_REBUILDER = Bilingual("重建专员", "Reconstruction officer")
_CASHIER = Bilingual("财务专员", "Finance officer")
ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("jishishan", "王值班", "jishishan", _OFFICER, "desk_officer", "622927"),
    DemoAccount("jishishan-leader", "马带班", "jishishan", _LEADER, "duty_leader", "622927"),
    DemoAccount(
        "jishishan-liaison",
        "陈联络",
        "jishishan-housing",
        Bilingual("联络员", "Liaison"),
        "department_liaison",
        "622927",
    ),
    DemoAccount(
        "jishishan-keeper",
        "何保管",
        "jishishan-grain",
        Bilingual("保管员", "Keeper"),
        "depot_keeper",
        "622927",
    ),
    DemoAccount(
        "dahejia",
        "祁镇长",
        "dahejia",
        Bilingual("镇长", "Town head"),
        "township_official",
        "622927101",
    ),
    DemoAccount(
        "jishishan-rebuild",
        "李重建",
        "jishishan-housing",
        _REBUILDER,
        "reconstruction_officer",
        "622927",
    ),
    DemoAccount(
        "jishishan-finance",
        "赵财务",
        "jishishan-finance",
        _CASHIER,
        "finance_officer",
        "622927",
    ),
    DemoAccount(
        "jishishan-audit",
        "周审计",
        "jishishan",
        Bilingual("审计员", "Auditor"),
        "auditor",
        "622927",
    ),
    DemoAccount("minhe", "冶值班", "minhe", _OFFICER, "desk_officer", "630222"),
    DemoAccount("minhe-leader", "韩带班", "minhe", _LEADER, "duty_leader", "630222"),
    DemoAccount(
        "minhe-rebuild", "甘重建", "minhe-housing", _REBUILDER, "reconstruction_officer", "630222"
    ),
    DemoAccount("minhe-finance", "朱财务", "minhe-finance", _CASHIER, "finance_officer", "630222"),
    DemoAccount("linxia-keeper", "丁保管", "linxia-grain", _KEEPER, "depot_keeper", "6229"),
    DemoAccount("minhe-keeper", "祝保管", "minhe-grain", _KEEPER, "depot_keeper", "630222"),
    DemoAccount("haidong-keeper", "权保管", "haidong-grain", _KEEPER, "depot_keeper", "6302"),
    DemoAccount(
        "guanting",
        "铁镇长",
        "guanting",
        Bilingual("镇长", "Town head"),
        "township_official",
        "630222103",
    ),
    DemoAccount("gansu", "张值班", "gansu", _OFFICER, "desk_officer", "62"),
    DemoAccount("gansu-leader", "刘带班", "gansu", _LEADER, "duty_leader", "62"),
    DemoAccount("qinghai", "星值班", "qinghai", _OFFICER, "desk_officer", "63"),
    DemoAccount("qinghai-leader", "才带班", "qinghai", _LEADER, "duty_leader", "63"),
    DemoAccount(
        "national", "京值班", "national", Bilingual("办公室", "Office"), "desk_officer", ""
    ),
    DemoAccount(
        "national-deputy",
        "京副主任",
        "national",
        Bilingual("办公室常务副主任", "Executive deputy director of the office"),
        "duty_leader",
        "",
    ),
    DemoAccount(
        "national-secretary",
        "京秘书长",
        "national",
        Bilingual("秘书长", "Secretary-general"),
        "duty_leader",
        "",
    ),
    DemoAccount(
        "national-vice",
        "京减灾委副主任",
        "national",
        Bilingual("副主任", "Vice chairman"),
        "duty_leader",
        "",
    ),
    DemoAccount(
        "admin",
        "系统管理员",
        "jishishan",
        Bilingual("系统管理员", "Administrator"),
        "administrator",
        "",
    ),
)
# Which accounts `demo` prints, in the order of README's walk.
SHOWN = (
    "jishishan",
    "jishishan-leader",
    "minhe",
    "dahejia",
    "national",
    "national-secretary",
    "jishishan-keeper",
    "jishishan-rebuild",
    "jishishan-finance",
    "admin",
)


def add_demo_accounts(session: Session) -> int:
    """Add the offices and accounts that are missing; return how many accounts were added."""
    for office, (name, division) in OFFICES.items():
        add_authority(session, office, name, division)
    known = set(session.scalars(select(Account.username)))
    missing = [account for account in ACCOUNTS if account.username not in known]
    hashed = hash_password(PASSWORD) if missing else ""  # one password, everybody's: hashed once
    for account in missing:
        add_account(session, _new(account, hashed))
    return len(missing)


def _new(account: DemoAccount, password_hash: str) -> NewAccount:
    return NewAccount(
        username=account.username,
        display_name=account.name,
        password=PASSWORD,
        password_hash=password_hash,
        authority_id=account.office,
        post=account.post.zh,
        post_en=account.post.en,
        roles=(account.role,),
        prefixes=(account.prefix,),
        demo=True,
    )
