"""The audit trail in Arabic has one form: the name of the deed, never who did it in the past."""

import pytest
from django.utils import translation

from medisecure.web.display.words.trail_words import WORDS

# The verbal nouns that deeds begin with; "تعذّر" and "ظهور" are of things, not of people.
NAMES_OF_DEEDS = """
إبقاء إتاحة إتمام إدخال إدراج إرسال إزالة إصدار إضافة إعادة إعداد إعطاء إغلاق إلغاء إنشاء
إنهاء إيقاف استخدام استيراد اقتراح الاستعلام الاطلاع البحث التحقق التراجع السماح العثور
الكتابة بدء تأجيل تأكيد تجديد تحديث تحديد تحقّق تسجيل تصحيح تصدير تعديل تعذّر تعطيل تعيين
تغيير تفعيل تفويض تنزيل توقيع جلب حجز حذف حفظ دعوة دمج ربط رفض سحب ظهور طباعة طلب عرض فتح
أرشفة إتلاف الموافقة تجهيز رفع فصل قبول ذكر قراءة مقارنة متابعة محاولة مراجعة نقل وضع
"""
NOUNS = frozenset(NAMES_OF_DEEDS.split())


@pytest.mark.parametrize("reader", ["officer", "patient"])
def test_every_deed_is_named_in_one_form(reader: str) -> None:
    with translation.override("ar"):
        said = {action: str(getattr(words, reader)) for action, words in WORDS.items()}
    assert {each: text for each, text in said.items() if text.split()[0] not in NOUNS} == {}
