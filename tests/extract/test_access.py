"""How much of an article could be had, in the languages of the press; and that a whole article is never called less."""

from __future__ import annotations

import pytest

from monitor.extract import extract_page
from monitor.model import Page

SAYS: dict[str, tuple[str, str, str, str, str, str]] = {
    # language: the beginning, a demand, a way to the rest, a test for robots, a request for consent, a page that is gone
    "ar": (
        "افتتحت وزارة الدفاع يوم الثلاثاء رادارا جديدا للإنذار المبكر على الساحل الشمالي بعد ست سنوات من العمل المتواصل في الجبال.",
        "هذا المقال للمشتركين فقط. اشترك الآن لمتابعة القراءة.",
        "اقرأ المزيد على الموقع",
        "نتحقق من متصفحك قبل الدخول. لست روبوتا؟",
        "نستخدم ملفات تعريف الارتباط. قبول الكل ومتابعة.",
        "الصفحة غير موجودة",
    ),
    "fa": (
        "وزارت دفاع روز سه‌شنبه پس از شش سال کار یک رادار تازه هشدار زودهنگام را در ساحل شمالی و در میان کوه‌ها گشود.",
        "برای ادامه مطالعه باید اشتراک تهیه کنید.",
        "ادامه مطلب",
        "در حال بررسی مرورگر شما. من ربات نیستم.",
        "ما از کوکی استفاده می‌کنیم. پذیرش همه و ادامه.",
        "صفحه مورد نظر یافت نشد",
    ),
    "he": (
        "משרד הביטחון פתח ביום שלישי מכ״ם חדש להתרעה מוקדמת בחוף הצפוני, אחרי שש שנים של עבודה רצופה בהרים שמעל המפרץ.",
        "להמשך הקריאה הצטרפו כמנויים. הכתבה פתוחה למנויים בלבד.",
        "לכתבה המלאה",
        "בודקים את הדפדפן שלך. אני לא רובוט.",
        "האתר משתמש בעוגיות. אישור הכל והמשך.",
        "הדף לא נמצא",
    ),
    "hi": (
        "रक्षा मंत्रालय ने मंगलवार को छह साल के काम के बाद उत्तरी तट पर पहाड़ों के बीच एक नया पूर्व चेतावनी रडार शुरू किया।",
        "पूरा लेख पढ़ने के लिए सदस्यता लें। यह लेख केवल सदस्यों के लिए है।",
        "पूरी खबर पढ़ें",
        "आपके ब्राउज़र की जाँच हो रही है। मैं रोबोट नहीं हूँ।",
        "हम कुकी का उपयोग करते हैं। स्वीकार करें और आगे बढ़ें।",
        "पृष्ठ नहीं मिला",
    ),
    "tr": (
        "Savunma bakanlığı altı yıllık çalışmanın ardından kuzey kıyısında dağların arasında yeni bir erken uyarı radarını salı günü açtı.",
        "Okumaya devam etmek için abone olun. Bu haber yalnızca abonelere açıktır.",
        "Haberin devamını oku",
        "Tarayıcınız kontrol ediliyor. Robot olmadığınızı doğrulayın.",
        "Bu site çerez kullanır. Kabul et ve devam et.",
        "Sayfa bulunamadı",
    ),
    "ro": (
        "Ministerul Apărării a deschis marți un nou radar de avertizare timpurie pe coasta de nord, între munți, după șase ani de muncă.",
        "Pentru a continua lectura, abonează-te. Articol rezervat pentru abonați.",
        "Citește continuarea pe site",
        "Verificăm dacă nu sunteți un robot. Traficul este neobișnuit.",
        "Folosim module cookie. Acceptă tot și continuă.",
        "Pagina nu a fost găsită",
    ),
    "ko": (
        "국방부는 6년간의 공사 끝에 화요일 북쪽 해안의 산속에 새 조기경보 레이더를 열었다고 밝혔다. 레이더는 하루 종일 하늘을 지킨다.",
        "이 기사는 구독자만 볼 수 있습니다. 로그인 후 계속 읽으실 수 있습니다.",
        "기사 더보기",
        "브라우저를 확인하고 있습니다. 로봇이 아닙니다.",
        "쿠키 사용에 동의해 주세요. 모두 동의.",
        "페이지를 찾을 수 없습니다",
    ),
    "ja": (
        "防衛省は火曜日、六年間の工事を終え、北の海岸の山中で新しい早期警戒レーダーの運用を始めたと発表した。レーダーは一日中空を見張り、情報を司令部に送る。",
        "この記事は有料会員限定です。続きを読むには会員登録が必要です。",
        "続きを読む",
        "ブラウザを確認しています。ロボットではありませんか。",
        "クッキーの使用に同意して進む。すべて同意。",
        "ページが見つかりません",
    ),
    "pt": (
        "O ministério da Defesa abriu na terça-feira um novo radar de alerta antecipado na costa norte, nas montanhas, após seis anos.",
        "Este texto é exclusivo para assinantes. Assine para continuar lendo.",
        "Leia o texto completo no site",
        "Verificando se você não é um robô. Não sou um robô.",
        "Antes de continuar: sua privacidade. Utilizamos cookies. Aceitar e continuar.",
        "Página não encontrada",
    ),
}


def access(body: str, *, status: int = 200) -> str:
    html = f"<html><head><title>x</title></head><body>{body}</body></html>"
    return extract_page(Page(url="https://harbour.example/a", body=html.encode(), status=status)).access


def begun(language: str) -> str:
    return f"<article><h1>{SAYS[language][0][:40]}</h1><p>{SAYS[language][0]}</p><p>{SAYS[language][0][:50]}…</p>"


@pytest.mark.parametrize("language", SAYS)
def test_a_demand_after_the_beginning_is_a_paywall(language: str) -> None:
    assert access(f"{begun(language)}</article><div>{SAYS[language][1]}</div>") == "paywall"


@pytest.mark.parametrize("language", SAYS)
def test_a_way_to_the_rest_after_the_beginning_is_a_teaser(language: str) -> None:
    text = SAYS[language][0]
    assert (
        access(f"<article><h1>{text[:40]}</h1><p>{text}</p><p>{text[::-1]}.</p></article><p><a href=/b>{SAYS[language][2]}</a></p>")
        == "teaser"
    )


@pytest.mark.parametrize("language", SAYS)
@pytest.mark.parametrize(("number", "label"), [(3, "challenge"), (4, "consent"), (5, "empty")])
def test_a_page_that_is_not_the_article_is_known_by_what_it_says(language: str, number: int, label: str) -> None:
    assert access(f"<h1>{SAYS[language][number]}</h1><p>{SAYS[language][number]}</p>") == label


@pytest.mark.parametrize("language", SAYS)
def test_a_whole_article_is_whole_though_its_page_sells_and_asks(language: str) -> None:
    beginning, demand, more, _, consent, _ = SAYS[language]
    paragraphs = "".join(f"<p>{number} {beginning}</p>" for number in range(12))
    beside = f"<div class=cookie>{consent}</div><aside>{demand}</aside><a href=/b>{more}</a>"

    assert access(f"{beside}<article><h1>{beginning[:40]}</h1>{paragraphs}</article>") == "full"
