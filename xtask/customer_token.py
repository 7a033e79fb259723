"""A customer's token, as a shop signs it for its page (docs/share-panel.md): `customer_token.py STORE SECRET ACCOUNT` prints it."""

import base64
import hashlib
import hmac
import json
import sys
import time


def part(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def token(store, secret, account):
    now = int(time.time())
    claims = {"iss": store, "sub": account, "login": "bob", "lang": "en", "iat": now, "exp": now + 3600}
    head = b".".join(part(json.dumps(said).encode()) for said in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (head + b"." + part(hmac.new(secret.encode(), head, hashlib.sha256).digest())).decode()


print(token(*sys.argv[1:]))
