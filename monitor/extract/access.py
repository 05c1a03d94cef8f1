"""How much of the article could be had, from several signals that must agree."""

from __future__ import annotations

import re

from monitor.extract.metadata import Said
from monitor.model import Access

CHALLENGE = re.compile(
    r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies to continue|just a moment\b"
    r"|access (?:to this page has been )?denied|are you a robot|captcha",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"before you continue|we (?:and our \d* ?partners )?(?:use|value) (?:cookies|your privacy)|accept all|manage (?:cookies|consent)"
    r"|wir (?:und unsere partner )?verwenden cookies|nous utilisons des cookies|используем (?:файлы )?cookie|utilizamos cookies|używamy plików cookie",
    re.IGNORECASE,
)
PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:read|continue)|to (?:read|continue reading) (?:this|the full)|already a subscriber|subscribers? only|for subscribers"
    r"|limit of (?:free|one free) article|jetzt (?:weiter)?lesen mit|abonnenten|réservé aux abonnés|для подписчиков|tylko dla (?:subskrybentów|prenumeratorów)"
    r"|solo para suscriptores|nur für abonnenten|订阅后继续",
    re.IGNORECASE,
)
SHORT, TINY = 900, 80


def access_of(status: int, text: str, said: Said, summary: str) -> Access:
    """full unless the page's status, structure, length and words say otherwise."""
    if len(text) < SHORT and CHALLENGE.search(text):
        return "challenge"
    if status in (401, 402, 403):
        return "challenge" if len(text) < TINY else "paywall"
    if len(text) < SHORT and CONSENT.search(text) and not said.is_article:
        return "consent"
    if said.is_live:
        return "live"
    if len(text) < TINY:
        return "empty"
    if said.is_free is False and len(text) < 3 * SHORT:
        return "paywall"
    tail = text[-400:]
    if len(text) < 2 * SHORT and PAYWALL.search(tail):
        return "paywall"
    if len(text) < SHORT // 3 and summary and len(text) <= len(summary) * 1.2:
        return "teaser"
    return "full"
