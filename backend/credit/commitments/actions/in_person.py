"""The explicit act behind a signature: the very text was read, and the person is who they say.

An access token alone shows only that a phone is signed in. So a merchant sends back the hash of
the text that was on the screen, and the password or a code to the own phone; an
officer enters what was signed on paper.
"""

from datetime import date

from credit.commitments.actions.ending import replace_commitment
from credit.commitments.actions.signing import SIGNING_ROLES, sign_commitment, text_to_sign
from credit.commitments.queries import get_commitment
from credit.commitments.rules import Act
from credit.commitments.schemas import CommitmentView, ReplaceCommitment, SignCommitment
from credit.commitments.templates import ParameterValue
from credit.identity.confirming import confirm_person
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.problems import Problem


async def sign_in_person(caller: Caller, uscc: str, given: SignCommitment) -> CommitmentView:
    """Sign what was read. Raises Problem invalid-input for another text or a wrong password,
    conflict when the text has changed since it was read, and as `sign_commitment` does."""
    await access_subject(caller, uscc, roles=SIGNING_ROLES)
    day = given.made_on or clock.today()
    await _check_act(caller, given, given.template, given.parameters, day)
    return await sign_commitment(
        caller, uscc, given.template, given.parameters, made_on=given.made_on, act=Act.CONFIRMED
    )


async def replace_in_person(caller: Caller, code: str, given: ReplaceCommitment) -> CommitmentView:
    """The same for a promise that replaces the one with this code."""
    old = await get_commitment(code)
    await access_subject(caller, old.uscc, roles=SIGNING_ROLES)
    await _check_act(caller, given, old.template, given.parameters, clock.today())
    return await replace_commitment(caller, code, given.parameters, act=Act.CONFIRMED)


async def _check_act(
    caller: Caller,
    given: SignCommitment | ReplaceCommitment,
    template: str,
    parameters: dict[str, ParameterValue],
    day: date,
) -> None:
    text = text_to_sign(template, parameters, day)
    if caller.kind == "officer":
        return
    if not given.text_sha256:
        raise Problem("invalid-input", errors=[("textSha256", "请先阅读承诺全文")])
    if given.text_sha256 != text.sha256.hex():
        raise Problem("conflict", detail="承诺文本有更新，请重新阅读后再签")
    await confirm_person(caller.id, given)
