"""What each verdict says to the person: a title of a few characters and what to do. Pure."""

from credit.codes.core.faults import Fault

VALID_TITLE = "有效"
VALID_MESSAGE = "本平台签发。请看看眼前的店名是不是这一家。"
UNVERIFIABLE_TITLE = "暂时无法核验"
UNVERIFIABLE_MESSAGE = "系统现在查不到数据，这不代表码有问题。请稍后再扫一次。"

_DAMAGED = (
    "码不完整",
    "这张码有缺损或被改动，读不出完整内容。请擦净后正对着重扫，或输入码下面的九位编号。",
)
_FORGED = (
    "不是本平台签发",
    "这张码的签名不对，可能是伪造的。请不要相信它，可拨 12315 反映。",
)
_UNKNOWN_KEY = (
    "签发钥匙不被承认",
    "这张码用的签发钥匙不在本平台的名单里。请不要相信它，可请店家出示新码。",
)
FAULT_TEXTS: dict[Fault, tuple[str, str]] = {
    Fault.EMPTY: ("没有读到内容", "请把整张码放进取景框再扫一次，或输入码下面的九位编号。"),
    Fault.TOO_LONG: ("不是信用码", "内容太长，不是本平台的码。请扫店门口的「信用商户」码。"),
    Fault.PAYMENT_CODE: (
        "这是付款码",
        "这是收付款用的码，不是信用码，请不要给陌生人看。请扫店门口的「信用商户」码。",
    ),
    Fault.NOT_A_CODE: ("不是信用码", "这不是本平台的码。请扫店门口的「信用商户」码。"),
    Fault.FOREIGN_HOST: ("不是本平台的码", "这张码通向别的网站，本平台不为它作证，请不要打开。"),
    Fault.LOOK_ALIKE_HOST: (
        "仿冒的网址",
        "这个网址和本平台很像，但不是本平台。请不要打开，可拨 12315 反映。",
    ),
    Fault.NOT_CANONICAL: _DAMAGED,
    Fault.MISTYPED: (
        "编号输错了",
        "编号是九位，没有数字 0、1 和字母 O、I、L。请对照码下面的编号再输一次。",
    ),
    Fault.BAD_CBOR: _DAMAGED,
    Fault.BAD_SHAPE: _DAMAGED,
    Fault.WRONG_KIND: ("不是商户码", "这是另一种码，不能用来看店。请扫店门口的「信用商户」码。"),
    Fault.UNKNOWN_KEY: _UNKNOWN_KEY,
    Fault.RETIRED_KEY: _UNKNOWN_KEY,
    Fault.WRONG_ALG: _FORGED,
    Fault.HIGH_S: _FORGED,
    Fault.BAD_SIGNATURE: _FORGED,
    Fault.NOT_YET_VALID: (
        "还没有生效",
        "这张码的日期在将来。请先核对时间；时间没错，就请不要相信它。",
    ),
    Fault.EXPIRED: ("已过期", "这张码过了有效期，里面的内容可能变了。请店家打印新码。"),
    Fault.BAD_CHAIN: ("动态码不对", "这张动态码不是由出示它的手机算出来的。请不要相信它。"),
    Fault.OUTDATED: (
        "动态码已过时",
        "动态码每半分钟换一次，这一张已经过时，可能是截图。请对方打开自己的码再扫一次。",
    ),
    Fault.OUT_OF_RANGE: ("查不到这张码", "本平台没有这张码的记录。请核对编号，或请对方出示新码。"),
    Fault.UNKNOWN: ("查不到这张码", "本平台没有这张码的记录。请核对编号，或请店家出示新码。"),
    Fault.SUSPENDED: (
        "已暂停",
        "这张码暂停使用，暂时不能证明什么。店家有异议，可以向信用工作机构提出，核实不收费。",
    ),
    Fault.REVOKED: (
        "已撤销",
        "这张码已经作废（报失或收回），不能再证明任何事。请店家出示新码；店家有异议，可以要求复核。",
    ),
    Fault.REPLACED: (
        "已换下",
        "这张码已经换下，店家现在没有可用的码，所以它不能再证明什么，也不说明店家有问题。",
    ),
}
