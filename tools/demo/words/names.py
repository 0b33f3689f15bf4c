"""Names heard in a Doha waiting room: each as (as written on the card, as written in an e-mail)."""

from typing import NamedTuple

Name = tuple[str, str]


class People(NamedTuple):
    """One way of naming a family: given names of men and women, and family names."""

    men: tuple[Name, ...]
    women: tuple[Name, ...]
    families: tuple[Name, ...]
    wife_keeps_name: bool
    languages: tuple[str, ...]


def _pairs(text: str) -> tuple[Name, ...]:
    """`card=mail, card=mail` as pairs; a name alone stands for both, without blanks in mail."""
    pairs: list[Name] = []
    for part in text.split(","):
        card, _, mail = part.strip().partition("=")
        pairs.append((card, mail or card.lower().replace(" ", "").replace("'", "")))
    return tuple(pairs)


ARABIC = People(
    men=_pairs(
        "محمد=mohamed, أحمد=ahmed, خالد=khalid, عبدالله=abdulla, حمد=hamad, جاسم=jassim, "
        "ناصر=nasser, فهد=fahad, سعيد=saeed, يوسف=yousef, علي=ali, حسن=hassan, عمر=omar, "
        "إبراهيم=ibrahim, سلطان=sultan, مبارك=mubarak, راشد=rashid, طارق=tariq, زياد=ziad, "
        "عبدالرحمن=abdulrahman, مصطفى=mostafa, كريم=karim, بلال=bilal, سامي=sami"
    ),
    women=_pairs(
        "فاطمة=fatima, مريم=mariam, نورة=noora, عائشة=aisha, موزة=moza, شيخة=sheikha, "
        "حصة=hessa, لطيفة=latifa, سارة=sara, هند=hind, آمنة=amna, ريم=reem, دانة=dana, "
        "منى=mona, ليلى=layla, هدى=huda, سلمى=salma, رنا=rana, ياسمين=yasmin, زينب=zainab, "
        "خديجة=khadija, جواهر=jawaher, العنود=alanoud, دعاء=duaa"
    ),
    families=_pairs(
        "الكواري=alkuwari, المري=almarri, الهاجري=alhajri, السليطي=alsulaiti, "
        "المناعي=almannai, النعيمي=alnaimi, الأنصاري=alansari, الدوسري=aldosari, "
        "المهندي=almohannadi, الكعبي=alkaabi, الملا=almulla, الخاطر=alkhater, "
        "الحمادي=alhammadi, العبيدلي=alobaidli, حداد=haddad, منصور=mansour, المصري=almasri, "
        "الخطيب=alkhatib, عبدالعال=abdelaal, الشريف=alsharif, بن علي=benali, يعقوب=yaqoub"
    ),
    wife_keeps_name=True,
    languages=("ar", "ar", "ar", "en"),
)

LATIN_ARAB = People(
    men=_pairs("Mohamed, Ahmed, Hamza, Youssef, Karim, Tamer, Walid, Bassem, Nabil, Fadi, Hani"),
    women=_pairs("Fatma, Mariam, Nour, Aya, Rania, Dalia, Hanan, Lina, Maha, Samar, Zeina"),
    families=_pairs(
        "Al-Sayed=alsayed, El-Masry=elmasry, Haddad, Khoury, Mansour, Saleh, Abdelrahman, "
        "Al-Tamimi=altamimi, Nasser, Bakri, Hamdan, El-Amin=elamin"
    ),
    wife_keeps_name=True,
    languages=("ar", "en"),
)

SOUTH_ASIAN = People(
    men=_pairs("Rahul, Arun, Imran, Bilal, Suresh, Vijay, Anil, Farhan, Thomas, Dinesh, Rajiv"),
    women=_pairs("Priya, Anjali, Ayesha, Sana, Lakshmi, Deepa, Meera, Sunita, Nadia, Divya, Asha"),
    families=_pairs(
        "Nair, Menon, Khan, Sharma, Thomas, Iyer, Perera, Hussain, Malik, Fernando, Gurung, Rahman"
    ),
    wife_keeps_name=False,
    languages=("en",),
)

FILIPINO = People(
    men=_pairs("Jose, Mark, Ramon, Angelo, Carlo, Rodel, Jun, Paolo, Miguel"),
    women=_pairs("Maria, Grace, Joy, Angelica, Rosario, Liza, Cristina, Jasmine, Bea"),
    families=_pairs(
        "Santos, Reyes, Cruz, Dela Cruz, Bautista, Garcia, Mendoza, Ramos, Aquino, Villanueva"
    ),
    wife_keeps_name=False,
    languages=("en",),
)

WESTERN = People(
    men=_pairs("James, Daniel, Lukas, Pierre, Andrew, Marco, Sean, Erik, Tom"),
    women=_pairs("Emma, Claire, Anna, Laura, Sophie, Hannah, Zoë=zoe, Chloé=chloe, Ingrid"),
    families=_pairs(
        "Wilson, O'Brien, Müller=muller, Dubois, Taylor, Rossi, Andersson, Campbell, "
        "Martínez=martinez"
    ),
    wife_keeps_name=False,
    languages=("en",),
)

IN_DOHA = (ARABIC,) * 5 + (LATIN_ARAB,) * 2 + (SOUTH_ASIAN,) * 2 + (FILIPINO, WESTERN)
"""How often each way of naming is met; about half of the cards are in Arabic script."""
