"""What no schema can say, put into requests that are to be right.

An id in a body names something that there is, amounts are of the store's currency, hosts exist, numbers of accounts have their check digits, parts are no more than their
whole, and a list names nothing twice. Only what is well formed is replaced, and in requests that are to be wrong only ids and
currencies, so that a wrong request stays wrong. Which ids there are comes from `cargo xtask api` as JSON in SCHEMATHESIS_KNOWN.
"""

import json
import os
import re

import schemathesis

KNOWN = json.loads(os.environ["SCHEMATHESIS_KNOWN"])
ID = re.compile(r"(sto|prg|par|whk|evn|cus)_[0-9a-hjkmnp-tv-z]{26}\Z")
CLICK = re.compile(r"clk_([0-9a-hjkmnp-tv-z]{26}|[0-9a-hjkmnp-tv-z]{48})(\.[0-9a-z_]*)?\Z")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
HOST = re.compile(r"(?i)\A(https?://)[^/?#]+")
MOST = 1_000_000_000_000_000


def real(value, name=""):
    """The value with real ids in it."""
    if isinstance(value, dict):
        return {key: real(entry, key) for key, entry in value.items()}
    if isinstance(value, list):
        return [real(entry, name) for entry in value]
    if isinstance(value, str):
        kind = ID.match(value)
        if kind:
            return KNOWN.get(kind[1], value)
        if CLICK.match(value):
            return KNOWN["clk"]
        if name == "event" and UUID.match(value):
            return KNOWN["evn"]
        if name == "currency" and re.match(r"[A-Z]{3}\Z", value):
            return KNOWN["currency"]
    return value


def fit(body):
    """The body with what belongs together fitting together."""
    for name in ("url", "destination", "redirect_page", "look"):
        if isinstance(body.get(name), str):
            body[name] = HOST.sub(r"\1example.com", body[name])
    for name, key in (("priority", lambda one: one), ("split", lambda one: one["role"])):
        if isinstance(body.get(name), list):
            body[name] = list({key(one): one for one in body[name]}.values())
    if body.get("iban") is not None:
        body["iban"] = "SE4550000000058398257466"  # check digits
    if (body.get("bought_at") or "")[:4] > "2024":
        body["bought_at"] = "2024-02-29T12:00:00Z"
    fit_events(body)
    fit_lines(body)
    fit_refund(body)
    fit_taxes(body)
    fit_referral(body)


def fit_events(body):
    """Types of events have names of their own; the sample data has one id, and nobody guesses a UUID."""
    for index, one in enumerate(body.get("events") or []):
        if isinstance(one, dict):
            one["name"] = f"Event {index}"
            if index > 0 or UUID.match(str(one.get("id"))):
                one.pop("id", None)


def fit_lines(body):
    """Lines of an order have ids of their own, and all together are no more than an answer can say."""
    for index, line in enumerate(body.get("lines") or []):
        if "external_id" in line:
            line["external_id"] = f"line {index}"
    amounts = [part["total"] for part in body.get("lines") or [] if isinstance(part.get("total"), dict)]
    amounts += [body[name] for name in ("shipping", "tax") if isinstance(body.get(name), dict)]
    if sum(abs(amount.get("amount") or 0) for amount in amounts) > MOST // 2:
        for amount in amounts:
            amount["amount"] = 0


def fit_refund(body):
    """What is named of a refund is no more than the refund."""
    amount = body.get("amount")
    if isinstance(amount, dict):
        parts = [line["total"] for line in body.get("lines") or []]
        parts += [body[name] for name in ("shipping", "tax") if body.get(name)]
        if sum(part["amount"] for part in parts) > amount["amount"]:
            for part in parts:
                part["amount"] = 0


def fit_taxes(body):
    """Taxes are no more than what they are in, and all pieces together no more than the most there can be."""
    for whole, part in (("orderSum", "vatSum"), ("price", "vat")):
        if body.get(whole) is not None and body.get(part) is not None:
            body[part] = min(int(body[part]), int(body[whole]))
    for product in body.get("products") or []:
        if isinstance(product.get("price"), dict):
            continue  # what a store sells, not what somebody bought
        fit_taxes(product)
        if int(product.get("price") or 0) * int(product.get("quantity") or 0) > MOST:
            product["quantity"] = 1


def fit_referral(body):
    """Promotions come one after the other, and coupons are listed once."""
    for index, promo in enumerate((body.get("referral") or {}).get("promos") or []):
        promo["starts_at"] = f"{2030 + index}-01-01T12:00:00"
        promo["ends_at"] = f"{2030 + index}-02-01T12:00:00Z"
    lifelong = body.get("lifelong") or {}
    if lifelong.get("listed"):
        lifelong["listed"] = [f"CODE{index}" for index, _ in enumerate(lifelong["listed"])]
    if body.get("reference") is not None and body.get("store") and body.get("external_id"):
        body["external_id"] = KNOWN["account"]


def fit_invitation(body):
    """So many at once, each once, and no addresses of web pages: who is invited is nobody's business here."""
    body["addresses"] = sorted({address.lower() for address in body.get("addresses") or []})[:5]
    if body.get("message"):
        body["message"] = re.sub(r"[.:/]", " ", body["message"])


def fit_import(body):
    """A file's text is a table, and rows have columns with names of their own."""
    body["system"], body["kind"] = "csv", body.get("kind") or "partners"
    if body.get("text") is not None:
        body["text"] = "name,email\nSara,sara@example.com\n"
    body["columns"] = [f"column {index}" for index in range(max(1, len(body.get("columns") or [])))]
    body["rows"] = body.get("rows") or [["Sara"]]


PICTURE = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def fit_creative(body):
    """A picture is one, and a product is one that the store has told."""
    if body.get("image") is not None:
        body["image"] = PICTURE
    if body.get("product") is not None:
        body["product"] = (SEEN.get("/api/v1/products") or [None])[-1]


# What stands at one path and is listed at another.
LISTED = {"/api/v1/wallets": "/api/v1/customers"}
# By the path of a list: ids that its answers named, the newest last.
SEEN = {
    "/api/v1/publisher/clicks": [KNOWN["clk"]],
    "/api/v1/customers": [KNOWN["cus"]],
    "/api/v1/reservations": [KNOWN["rsv"]],
}
NAMED = re.compile(r"[a-z]{3}_[0-9a-z]{26,48}\Z")


@schemathesis.hook
def after_call(ctx, case, response):
    """Remembers what there is, for the operations that are about one of them."""
    if case.operation.path.count("{") or response.status_code not in (200, 201):
        return
    if case.operation.path == "/refer/v1/panel":
        invited = [friend["id"] for friend in response.json()["friends"]]
        SEEN.setdefault("/refer/v1/invitations", []).extend(reversed(invited))
        return
    if case.operation.path.startswith("/refer/"):
        return
    body = response.json()
    rows = body.get("data", body) if isinstance(body, dict) else []
    for row in rows if isinstance(rows, list) else [rows]:
        found = isinstance(row, dict) and (row.get("uuid") or row.get("id"))
        if isinstance(found, str):
            SEEN.setdefault(case.operation.path, []).append(found)


def known(path, value):
    """One of those that a list has named, for a made-up id."""
    seen = SEEN.get(path)
    if not seen or NAMED.match(str(value)) or UUID.match(str(value)):
        return value
    return seen[-1 - len(str(value)) % min(len(seen), 7)]


@schemathesis.hook
def before_call(ctx, case, kwargs):
    if isinstance(case.body, (dict, list)):
        case.body = real(case.body)
    if not case.meta or not case.meta.generation.mode.is_positive:
        return
    if isinstance(case.body, dict):
        fit(case.body)
        if case.operation.path == "/api/v1/imports":
            fit_import(case.body)
        if case.operation.path.startswith("/api/v1/creatives"):
            fit_creative(case.body)
        if case.operation.path == "/refer/v1/invitations":
            fit_invitation(case.body)
    if isinstance(case.path_parameters, dict) and "id" in case.path_parameters:
        listed = case.operation.path.split("/{")[0]
        listed = LISTED.get(listed, listed)
        case.path_parameters["id"] = known(listed, case.path_parameters["id"])
    if isinstance(case.query, dict):
        for name in ("cursor", "updated_after"):
            if str(case.query.get(name)).startswith("c1_"):
                case.query[name] = "c1_"
        if "byOrderNumber" in case.query:
            case.query["byOrderNumber"] = KNOWN["number"]
        if "postback" in case.query:
            case.query["postback"] = known("/api/v1/publisher/postbacks", "")
