"""Illnesses seen in Cardiac Surgery."""

from tools.demo.words.conditions import ECG, LAB, LETTER, XRAY, Condition, rx

_BRING_ECG = "Bring previous ECG reports"
_FASTING = "Fasting for 12 hours for blood work"

ISCHEMIC = Condition(
    code="I25.9",
    description="Chronic ischemic heart disease, unspecified",
    severity="MILD",
    complaint="Regular cardiac checkup",
    reason_ar="مراجعة دورية للقلب",
    symptoms=("Mild chest discomfort", "Occasional shortness of breath"),
    medicines=(
        rx("Atorvastatin, 20 mg, Once daily, 30 days"),
        rx("Aspirin, 81 mg, Once daily, 90 days"),
        rx("Bisoprolol, 2.5 mg, Once daily, 90 days"),
    ),
    advice=("Regular exercise", "Low-sodium diet"),
    follow_up=("3 months", "Monitor cholesterol levels"),
    papers=(ECG, LAB),
    preparation=(_BRING_ECG, _FASTING),
)

LIPIDS = Condition(
    code="E78.5",
    description="Hyperlipidemia, unspecified",
    severity="MILD",
    complaint="Review of blood lipids",
    reason_ar="مراجعة نتائج الدهون في الدم",
    symptoms=("No symptoms",),
    medicines=(rx("Atorvastatin, 40 mg, Once daily at night, 90 days"),),
    advice=("Mediterranean-style diet", "Walk 30 minutes a day"),
    follow_up=("3 months", "Repeat fasting lipid panel"),
    papers=(LAB,),
    preparation=(_FASTING,),
)

PRESSURE = Condition(
    code="I10",
    description="Essential (primary) hypertension",
    severity="MODERATE",
    complaint="Raised readings at home",
    reason_ar="ارتفاع قراءات ضغط الدم في المنزل",
    symptoms=("Morning headache", "Home readings above 150/90"),
    medicines=(
        rx("Amlodipine, 5 mg, Once daily, 90 days"),
        rx("Perindopril, 4 mg, Once daily, 90 days"),
    ),
    advice=("Low-sodium diet", "Measure twice a day for one week before the visit"),
    follow_up=("4 weeks", "Bring the home readings"),
    papers=(ECG, LAB),
    raises_pressure=True,
)

CARDIAC = (
    ISCHEMIC,
    LIPIDS,
    PRESSURE,
    Condition(
        code="I48.91",
        description="Unspecified atrial fibrillation",
        severity="MODERATE",
        complaint="Irregular heartbeat",
        reason_ar="عدم انتظام ضربات القلب",
        symptoms=("Palpitations", "Tires easily"),
        medicines=(
            rx("Apixaban, 5 mg, Twice daily, 90 days"),
            rx("Metoprolol succinate, 50 mg, Once daily, 90 days"),
        ),
        advice=("Do not skip the anticoagulant", "Report any bleeding"),
        follow_up=("6 weeks", "Rate control and kidney function"),
        papers=(LAB,),
        preparation=(_BRING_ECG,),
    ),
    Condition(
        code="I50.9",
        description="Heart failure, unspecified",
        severity="SEVERE",
        complaint="Shortness of breath when lying flat",
        reason_ar="ضيق في التنفس عند الاستلقاء",
        symptoms=("Ankle swelling", "Sleeps on three pillows"),
        medicines=(
            rx("Furosemide, 40 mg, Once daily in the morning, 30 days"),
            rx("Bisoprolol, 5 mg, Once daily, 90 days"),
            rx("Dapagliflozin, 10 mg, Once daily, 90 days"),
        ),
        advice=("Weigh yourself every morning", "Call if weight rises by 2 kg in 3 days"),
        follow_up=("2 weeks", "Weight chart, potassium and creatinine"),
        papers=(XRAY, LETTER, LAB),
        preparation=("Bring the weight chart",),
        short_of_breath=True,
    ),
    Condition(
        code="I35.0",
        description="Nonrheumatic aortic (valve) stenosis",
        severity="MODERATE",
        complaint="Breathless on stairs, known murmur",
        reason_ar="ضيق في التنفس عند صعود الدرج",
        symptoms=("Shortness of breath on exertion", "Ejection systolic murmur"),
        procedures=("Transthoracic echocardiography",),
        advice=("Avoid heavy lifting", "Dental check before surgery"),
        follow_up=("6 months", "Repeat echocardiography"),
        papers=(ECG, XRAY),
    ),
    Condition(
        code="Z48.812",
        description="Encounter for surgical aftercare following surgery on the circulatory system",
        severity="MILD",
        complaint="Wound check after bypass surgery",
        reason_ar="متابعة الجرح بعد جراحة القلب",
        symptoms=("Wound dry", "Mild soreness over the breastbone"),
        medicines=(
            rx("Aspirin, 81 mg, Once daily, 90 days"),
            rx("Paracetamol, 1 g, Every 6 hours if needed, 7 days"),
        ),
        procedures=("Removal of sutures",),
        advice=("No driving for 6 weeks", "Cardiac rehabilitation programme"),
        follow_up=("6 weeks", "Sternal stability, rehabilitation progress"),
        papers=(LETTER, XRAY, ECG),
    ),
    Condition(
        code="R00.2",
        description="Palpitations",
        severity="MILD",
        complaint="Heart racing in the evening",
        reason_ar="خفقان في المساء",
        symptoms=("Short runs of fast heartbeat", "No fainting"),
        procedures=("24-hour Holter monitoring",),
        advice=("Less coffee and energy drinks",),
        follow_up=("4 weeks", "Holter result"),
        papers=(ECG,),
    ),
)
