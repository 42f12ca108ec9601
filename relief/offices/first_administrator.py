"""The first account of a new desk."""

from sqlalchemy.orm import Session

from relief.core.division_code import prefix_of
from relief.core.errors import AlreadyDone
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.offices.accounts import NewAccount, add_account, add_authority
from relief.offices.queries import count_accounts

OFFICE = Bilingual("应急管理局", "Emergency management office")
POST = Bilingual("系统管理员", "Administrator")


def make_first_administrator(session: Session, username: str, password: str, division: str) -> str:
    """Return the id of the administrator made for `division` (12-digit code).

    Raises:
        AlreadyDone: the desk has accounts already.
        Refused: the password is too short.
        InvalidDivisionCode: not twelve digits.
    """
    prefix = prefix_of(division)
    if count_accounts(session):
        raise AlreadyDone(Bilingual("初始化", "The first set-up"))
    add_authority(session, "first-office", OFFICE, division)
    account = add_account(
        session,
        NewAccount(
            username=username,
            display_name=username,
            password=password,
            authority_id="first-office",
            post=POST.zh,
            post_en=POST.en,
            roles=("administrator",),
            prefixes=(prefix,),
        ),
    )
    write_audit(session, account, "init", username, {"division": division})
    return account
