"""Which of the two languages of our texts a caller wants."""


def prefers_english(accept_language: str | None) -> bool:
    """Whether an Accept-Language header ranks English above Chinese (RFC 9110 §12.5.4)."""
    weights = {"zh": 0.0, "en": 0.0}
    for item in (accept_language or "").lower().split(","):
        tag, *parameters = (part.strip() for part in item.split(";"))
        language = tag.split("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameters))
    return weights["en"] > weights["zh"]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
