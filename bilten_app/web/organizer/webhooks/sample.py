"""How a receiver proves that a message is ours; shown where there is no webhook yet."""

SAMPLE = """\
import base64, hmac, time

def is_from_bilten(secret, headers, body):
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False  # somebody sends an old message again
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}."
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, told.encode() + body, "sha256")
    wanted = "v1," + base64.b64encode(made).decode()
    signatures = headers["webhook-signature"].split()
    return any(hmac.compare_digest(wanted, one) for one in signatures)
"""
